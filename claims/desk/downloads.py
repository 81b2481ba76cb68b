"""Downloads: the files of exports, for whoever has their links."""

from __future__ import annotations

import re
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from claims.exports import links
from claims.exports.formats import FORMATS
from claims.models import Export
from claims.pipeline import exporting
from claims.requests import DeskRequest

# Bytes that are read at a time.
BLOCK = 256 * 1024
# What a download that goes on asks for: a part from somewhere, to somewhere or the end.
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


@require_safe
def download(request: DeskRequest, token: str, name: str) -> HttpResponseBase:
    """The file of an export. Neither account nor key is needed, nor of any use.

    404 for a link that is none of ours, 410 once its days are over or its file is gone.
    """
    ticket = links.read(token)
    export = ticket and Export.objects.filter(pk=ticket.export_id, file_name=name).first()
    if not ticket or not export:
        raise Http404
    try:
        if ticket.is_over or not export.is_there:
            raise FileNotFoundError
        file = exporting.path_of(export).open("rb")
    except FileNotFoundError:
        return render(request, "claims/export_gone.html", {"export": export}, status=410)
    response = _answer(request, export, file)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-transform"
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: DeskRequest, export: Export, file: BinaryIO) -> HttpResponseBase:
    """All of the file, the part that was asked for, or nothing of it for who has it already."""
    etag = f'"{export.sha256}"'
    if known := get_conditional_response(request, etag=etag):
        file.close()
        return known
    start, end = 0, export.bytes
    # Of a file that is another one by now, a part is of no use; and of its head there is none.
    if request.method == "GET" and request.headers.get("If-Range", etag) == etag:
        start, end = _asked(request.headers.get("Range", ""), export.bytes)
    if start >= end > 0:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{export.bytes}"})
    file.seek(start)
    # A server reads what it doesn't send, too.
    length = 0 if request.method == "HEAD" else end - start
    response = FileResponse(_Part(file, length), content_type=_media_type(export))
    response.block_size = BLOCK
    response["ETag"], response["Content-Length"] = etag, str(end - start)
    if (start, end) != (0, export.bytes):
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{export.bytes}"
    return response


def _asked(words: str, length: int) -> tuple[int, int]:
    """The first byte of a Range header and the one after the last; all of them for other words."""
    match = _RANGE.fullmatch(words)
    if match is None:
        return 0, length
    start, last = int(match[1]), int(match[2]) if match[2] else length - 1
    return (start, min(last + 1, length)) if start <= last or not match[2] else (0, length)


def _media_type(export: Export) -> str:
    if export.is_archive:
        return "application/zip"
    if export.compression:
        return f"application/{export.compression}"
    return FORMATS[export.format].media_type


class _Part:
    """So many bytes of an open file, from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def read(self, size: int) -> bytes:
        block = self._file.read(min(size, self._left))
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
