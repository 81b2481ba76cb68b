"""Exporting: workers write what is published into files, which their links hand out for some days.

The row is the truth: how it is taken, held and ended is `claims.pipeline.leases`. Each attempt
writes a file of its own, which becomes the export's when it is whole, in one transaction, on
condition that the row is still the worker's. One that is killed leaves at most a file that nobody
knows of: the sweep removes it.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import logging
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from claims.exports import archive, formats
from claims.exports.compression import COMPRESSIONS, compressed
from claims.exports.files import whole
from claims.exports.moment import as_of_now
from claims.exports.selection import Selection
from claims.models import Export, Newsroom, User
from claims.models.export import ExportQuerySet
from claims.pipeline import leases
from claims.pipeline.changes import Conflict, change, record, take
from claims.pipeline.leases import MAX_ATTEMPTS, LostLease
from claims.pipeline.messages import wake_on_commit

logger = logging.getLogger(__name__)

TASK = "write_export"
State = Export.State

# What one person may have under way, so that nobody's exports hold up everybody's texts.
MOST = 3
# How long a worker may be silent before its export is given to another one.
LEASE = dt.timedelta(seconds=settings.EXPORT_LEASE_SECONDS)
# A message that was sent but didn't lead to work is sent again after this long.
RESEND_AFTER = dt.timedelta(seconds=15)
# How often progress reaches the database, and how soon a worker notices that it lost its export.
REPORT_EVERY = 1.0
# Bytes that stay free on the disk of the exports, which is often the database's, too.
SPARED = 1024**3
# Bytes between two looks at what is free.
LOOK_EVERY = 64 * 1024**2
# What belongs to no export, and is older than the longest attempt, was left by a killed worker.
STRAY_AFTER = dt.timedelta(seconds=settings.EXPORT_SOFT_SECONDS + 3600)


class NoRoom(Exception):
    """The disk of the exports is nearly full."""


@transaction.atomic
def ask(
    *, by: User, format: str, compression: str = "", selection: Selection | None = None
) -> Export:
    """Have a file with what is published written by a worker.

    Raises ValidationError for what can't be asked for, and Conflict when this person has `MOST`
    under way.
    """
    selection = selection or Selection()
    _check(format, compression, selection)
    # One after the other: two requests of the same moment must not both find room.
    take(by)
    if Export.objects.active().filter(asked_by=by).count() >= MOST:
        raise Conflict(
            f"You have {MOST} exports under way. Wait until one of them is ready, or remove one."
        )
    export = Export.objects.create(
        asked_by=by,
        api_key=by.acting_key,
        format=format,
        compression=compression,
        selection=selection.given(),
        file_name=_file_name(format, compression),
        wake_at=timezone.now() + RESEND_AFTER,
    )
    asked = {"format": format, "compression": compression, "selection": export.selection}
    record(export, action="export.asked", by=by, after=asked)
    wake_on_commit(TASK, export.pk)
    return export


@transaction.atomic
def remove(export: Export, *, by: User) -> None:
    """Stop an export that is under way, or remove its file; its link ends at once.

    Raises Conflict when it is removed already.
    """
    mine = take(
        export,
        state=set(State.values) - {State.REMOVED},
        refusal="This export is removed already.",
    )
    _end(mine, State.REMOVED, by=by)


def take_over(export_id: int) -> Export | None:
    """Make the export this worker's own; None when there is nothing to do.

    One that was interrupted `MAX_ATTEMPTS` times is failed instead. Archives take long, so they
    are written one at a time, and so are other files: the rest of the processes are for texts,
    scheduled publication and webhooks. Others wait for `wake_next`.
    """
    with transaction.atomic():
        # Who asks at the same time sees what this one takes. The number is this lock's alone.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7463002)")
        rows = Export.objects.takeable().select_for_update(skip_locked=True, of=("self",))
        export = rows.filter(pk=export_id).first()
        if export is None or _waits_for_another(export):
            return None
        if export.attempt >= MAX_ATTEMPTS:
            leases.fail(export, f"The worker stopped {MAX_ATTEMPTS} times while writing this file.")
            return None
        leases.begin(export, LEASE, rows_done=0, rows_total=0, bytes=0)
    return export


def run(export: Export) -> int:
    """Write the file of an export that `take_over` returned. Returns its length in bytes.

    Raises LostLease when the export is no longer this worker's; whatever goes wrong else goes
    through, for the caller to hand to `give_up`.
    """
    name = f"export-{export.pk}-{secrets.token_urlsafe(12)}"
    path, stored = _folder() / name, False
    try:
        watch = _Watch(_folder())
        with leases.kept(export, LEASE, every=REPORT_EVERY, progress=watch.told) as watch.lost:
            with whole(path) as file:
                _write(export, file, watch)
            length, sha256 = path.stat().st_size, _sha256(path)
        with transaction.atomic():
            mine = leases.still_mine(export)
            stored = True
            leases.finish(
                mine,
                expires_at=timezone.now() + dt.timedelta(days=settings.EXPORT_DAYS),
                stored_as=name,
                rows_done=watch.total,
                rows_total=watch.total,
                bytes=length,
                sha256=sha256,
            )
    except BaseException:
        # Who loses the database while it commits can't tell whether the row has this file by now.
        # If it hasn't, the sweep finds that nobody knows of it.
        if not stored:
            path.unlink(missing_ok=True)
        raise
    return length


def give_up(export: Export, error: BaseException, *, final: bool = False) -> None:
    """Record that this attempt failed: to be tried again later, or for good."""
    leases.give_up(export, describe(error), final=final)


def wake_next() -> None:
    """Wake workers for what has waited for its turn longest, now that one is through."""
    with transaction.atomic():
        for is_archive in (False, True):
            # What has failed once waits for its own time.
            queued = _of_one_sort(is_archive).filter(state=State.QUEUED, error="")
            if first := queued.order_by("pk").first():
                wake_on_commit(TASK, first.pk)


def sweep() -> int:
    """Wake workers for what is due, and remove files whose days are over or that nobody knows of.

    Returns how many exports were found to be due.
    """
    found = leases.wake_due(Export.objects.all(), task=TASK, resend_after=RESEND_AFTER)
    _expire()
    _remove_strays()
    return found


def path_of(export: Export) -> Path:
    """Where the file of an export that is done lies."""
    return _folder() / export.stored_as


def describe(error: BaseException) -> str:
    """What people are told about an exception."""
    if isinstance(error, NoRoom) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return (
            "There is not enough room on the disk of the exports. Ask your administrator to make "
            "some, then ask for the export again."
        )
    if isinstance(error, TimeoutError):
        return "Writing this file took too long and was stopped. Ask for less of it at a time."
    return (
        f"Writing the file stopped with an error ({type(error).__name__}: {error}). "
        "Try again; if it happens again, tell your administrator."
    )


# Asking


def _check(format: str, compression: str, selection: Selection) -> None:
    if format != Export.ARCHIVE and format not in formats.FORMATS:
        known = ", ".join((*formats.FORMATS, Export.ARCHIVE))
        raise ValidationError({"format": f"Choose one of: {known}."})
    if compression and compression not in COMPRESSIONS:
        raise ValidationError({"compression": f"Choose one of: {', '.join(COMPRESSIONS)}."})
    if format != Export.ARCHIVE:
        return
    if compression:
        raise ValidationError({"compression": "The archive is compressed already."})
    if selection.given():
        raise ValidationError({"selection": "The archive has all of the site, so choose nothing."})


def _file_name(format: str, compression: str) -> str:
    """What the file is called where it is saved: by what it has and its day."""
    day = Newsroom.current().today().isoformat()
    if format == Export.ARCHIVE:
        return f"fact-checks-{day}.zip"
    return f"verdicts-{day}{formats.FORMATS[format].suffix}{COMPRESSIONS.get(compression, '')}"


def _waits_for_another(export: Export) -> bool:
    """Whether one of its sort, an archive or not, is being written."""
    return _of_one_sort(export.is_archive).running().exclude(pk=export.pk).exists()


def _of_one_sort(is_archive: bool) -> ExportQuerySet:
    archives = Q(format=Export.ARCHIVE)
    return Export.objects.filter(archives if is_archive else ~archives)


# Writing


class _Watch:
    """What a worker knows of its own progress, and whether the export is still its own."""

    def __init__(self, folder: Path) -> None:
        self.rows = self.total = self.bytes = 0
        self.lost = threading.Event()
        self._folder = folder
        self._looked_at = -LOOK_EVERY

    def told(self) -> dict[str, int]:
        """What the row is told of it."""
        return {"rows_done": self.rows, "rows_total": self.total, "bytes": self.bytes}

    def wrote(self, *, rows: int, bytes: int) -> None:
        """Note how far the file is. Raises LostLease, or NoRoom when the disk is nearly full."""
        if self.lost.is_set():
            raise LostLease
        self.rows, self.bytes = min(rows, self.total), bytes
        if bytes - self._looked_at >= LOOK_EVERY:
            self._looked_at = bytes
            if shutil.disk_usage(self._folder).free < SPARED:
                raise NoRoom


def _write(export: Export, file: BinaryIO, watch: _Watch) -> None:
    """All of the file, as of one moment."""
    newsroom = Newsroom.current()
    with as_of_now():
        selection = Selection.of(export.selection)
        watch.total = selection.rows().count()
        watch.wrote(rows=0, bytes=0)
        if export.is_archive:
            archive.write(
                file, newsroom, progress=lambda rows: watch.wrote(rows=rows, bytes=file.tell())
            )
            return
        blocks = formats.blocks(selection, newsroom, format=export.format)
        for block in compressed(_counted(blocks, watch), export.compression):
            file.write(block)
            watch.wrote(rows=watch.rows, bytes=file.tell())


def _counted(blocks: Iterable[bytes], watch: _Watch) -> Iterator[bytes]:
    """`blocks`, with an eye on how many rows have gone by.

    A row is a line in all formats but two: of a table that counts a little too many, as texts
    have lines too, and of Parquet nothing.
    """
    for block in blocks:
        watch.rows = min(watch.rows + block.count(b"\n"), watch.total)
        yield block


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# Ending


def _expire() -> None:
    over = Export.objects.filter(state=State.DONE, expires_at__lte=timezone.now())
    for export in over.order_by("expires_at")[:500]:
        with suppress(Conflict), transaction.atomic():
            _end(take(export, state=State.DONE), State.EXPIRED, by=None)


def _end(mine: Export, state: str, *, by: User | None) -> None:
    """Take a row that is locked to an end without a file."""
    path = path_of(mine) if mine.stored_as else None
    change(
        mine,
        action=f"export.{state}",
        by=by,
        state=state,
        lease_until=None,
        finished_at=mine.finished_at or timezone.now(),
        stored_as="",
    )
    if path:
        transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def _remove_strays() -> None:
    """Remove files that belong to no export. Only what exports are called is touched."""
    before = (timezone.now() - STRAY_AFTER).timestamp()
    old = [
        file
        for pattern in ("export-*", ".export-*.part")
        for file in _folder().glob(pattern)
        if _changed_at(file) < before
    ]
    names = [file.name for file in old]
    known = set(Export.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
    for file in old:
        if file.name not in known:
            _remove_stray(file)


def _remove_stray(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("%s belongs to no export, and can't be removed: %s", file, error)
    else:
        logger.warning("Removed %s, which belongs to no export.", file)


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _folder() -> Path:
    """The folder of the files, which nobody else reads."""
    folder = Path(storages["exports"].path(""))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
