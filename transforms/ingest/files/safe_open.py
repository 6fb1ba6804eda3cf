"""One regular file, opened so that nothing lying in its place can block, redirect or fool us."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from transforms.ingest.files.refusals import FileRefused, shown

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
ANYBODY_READS = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_CODES = {
    errno.EACCES: "F_PERM",
    errno.EPERM: "F_PERM",
    errno.ELOOP: "F_SYMLINK",
    errno.ENOENT: "F_CHANGED",
    errno.ENOTDIR: "F_CHANGED",
    errno.ENAMETOOLONG: "F_NAME",
    errno.ENXIO: "F_NOT_REGULAR",
    errno.ENODEV: "F_NOT_REGULAR",
}
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class RegularFile:
    """A context manager around an open file, which knows what the file was when it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.location = shown(path)

    def __enter__(self) -> Self:
        self._check_kind(self._looked_at())
        try:
            self.stream = open(os.open(self.path, _FLAGS), "rb")  # noqa: PTH123  # by fd
        except OSError as error:
            raise self._refusal(error) from error
        self._opened = os.fstat(self.stream.fileno())
        try:
            self._check_kind(self._opened)
        except FileRefused:
            self.stream.close()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stream.close()

    @property
    def size(self) -> int:
        """The bytes of the file when it was opened."""
        return self._opened.st_size

    @contextmanager
    def finished_first(self) -> Iterator[None]:
        """Refuse what has changed as changed, whatever else it is refused for.

        An unfinished file is not a damaged one.
        """
        try:
            yield
        except FileRefused:
            self.check_unchanged()
            raise

    def check_unchanged(self) -> None:
        """Check that the open file, and what its path names now, are as they were.

        Raises:
            FileRefused: with F_CHANGED.
        """
        for now in (os.fstat(self.stream.fileno()), self._looked_at()):
            if _identity(now) != _identity(self._opened):
                raise FileRefused(
                    "F_CHANGED",
                    f"{self.location} must be finished, got a change while it was read"
                    f" ({self._opened.st_size} bytes before, {now.st_size} after)",
                )

    def _looked_at(self) -> os.stat_result:
        try:
            return self.path.lstat()
        except OSError as error:
            raise self._refusal(error) from error

    def _check_kind(self, found: os.stat_result) -> None:
        kind = stat.S_IFMT(found.st_mode)
        if kind == stat.S_IFLNK:
            raise FileRefused("F_SYMLINK", f"{self.location} must be a file, got a symbolic link")
        if kind != stat.S_IFREG:
            find = _KINDS.get(kind, "something else")
            raise FileRefused(
                "F_NOT_REGULAR", f"{self.location} must be a regular file, got {find}"
            )
        if not found.st_mode & ANYBODY_READS:
            mode = stat.S_IMODE(found.st_mode)
            raise FileRefused("F_PERM", f"{self.location} must be readable, got mode {mode:03o}")

    def _refusal(self, error: OSError) -> Exception:
        code = _CODES.get(error.errno or 0)
        if code is None:
            return error
        return FileRefused(code, f"{self.location} must be readable, got: {error.strerror}")


def _identity(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
