"""The site in one ZIP file that outlives the server: readers' pages, openable from a disk."""

from claims.exports.archive.writing import Progress, write

__all__ = ["Progress", "write"]
