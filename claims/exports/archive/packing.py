"""A ZIP file that is written piece by piece, however many files go into it."""

from __future__ import annotations

import pickle
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO


class Pack:
    """A ZIP file that is open for writing.

    The directory at its end lists all of its files; until then it lies in a temporary file
    rather than in memory.
    """

    def __init__(self, file: BinaryIO, moment: tuple[int, int, int, int, int, int]) -> None:
        self._moment = moment
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._zip.filelist = _Directory()
        self._zip.NameToInfo = _Nothing()

    def __enter__(self) -> Pack:
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            self._zip.close()

    def add(self, name: str, body: bytes, *, is_packed: bool = False) -> None:
        """Add a file; `is_packed` says that compressing it once more is of no use."""
        method = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        self._zip.writestr(self._about(name), body, method)

    def stream(self, name: str, blocks: Iterable[bytes]) -> None:
        """Add a file of any length."""
        about = self._about(name)
        about.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(about, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)

    def _about(self, name: str) -> zipfile.ZipInfo:
        about = zipfile.ZipInfo(name, self._moment)
        # Readable by everybody once it is unpacked.
        about.external_attr = 0o644 << 16
        return about


class _Directory(list[zipfile.ZipInfo]):
    """What the `zipfile` module keeps of each file, on the disk."""

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - gone with this object
        self._length = 0

    def append(self, about: zipfile.ZipInfo) -> None:
        pickle.dump(about, self._file, pickle.HIGHEST_PROTOCOL)
        self._length += 1

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        self._file.seek(0)
        for _ in range(self._length):
            # Written above, and by nobody else.
            yield pickle.load(self._file)  # noqa: S301 - written above, and nobody else has it


class _Nothing(dict[str, zipfile.ZipInfo]):
    """An index by name, which only readers of a file need."""

    def __setitem__(self, name: str, about: zipfile.ZipInfo) -> None:
        pass
