"""The archived copy: what was asked and answered, as a WARC file that other tools read."""

from __future__ import annotations

import string
from io import BytesIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .connection import Exchange

# Of the connection, not of the page: bodies are kept without the pieces that they came in.
LEFT_OUT = {"transfer-encoding"}


def written(hops: list[Exchange]) -> bytes:
    """A pair of records for each hop, the page itself last; WARC 1.1, each record packed alone."""
    file = BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
    for hop in hops:
        about = {
            "WARC-Date": hop.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "WARC-IP-Address": hop.address,
        }
        request = writer.create_warc_record(
            hop.target.url, "request", http_headers=_request(hop), warc_headers_dict=about
        )
        if hop.leads_to:
            about["WARC-Truncated"] = "unspecified"
        response = writer.create_warc_record(
            hop.target.url,
            "response",
            payload=BytesIO(hop.body),
            length=len(hop.body),
            http_headers=_response(hop),
            warc_headers_dict=about,
        )
        writer.write_request_response_pair(request, response)
    return file.getvalue()


def _request(hop: Exchange) -> StatusAndHeaders:
    return StatusAndHeaders(
        f"GET {hop.target.path} HTTP/1.1", list(hop.request), is_http_request=True
    )


def _response(hop: Exchange) -> StatusAndHeaders:
    kept = [
        # The writer's own way to make values ASCII fails on some that servers send.
        (name, value if value.isascii() else quote(value, safe=string.punctuation + " "))
        for name, value in hop.response.multi_items()
        if name.lower() not in LEFT_OUT
    ]
    return StatusAndHeaders(f"{hop.status} {hop.reason}".strip(), kept, protocol=hop.http_version)
