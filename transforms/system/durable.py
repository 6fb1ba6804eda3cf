"""Writes that survive a crash: what has returned from here is on the disk, or an error was raised.

`os` calls are wrapped by `reaching(path)`, so that a full disk or a missing permission on one of
our own folders ends the run with a sentence and the right exit code.
"""

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from transforms.errors import InputMissing, NotPermitted, StorageError

PART = ".part"
_NOT_PERMITTED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_PLACE = {errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}
_ZEROS = bytes(1 << 20)
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}


@contextmanager
def reaching(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into an error that names `path`.

    Raises:
        NotPermitted: the operating system forbids it.
        InputMissing: nothing can be there, as below a file.
        StorageError: anything else, such as a full disk.
    """
    try:
        yield
    except OSError as error:
        find = os.strerror(error.errno) if error.errno else str(error)
        if error.errno in _NOT_PERMITTED:
            raise NotPermitted(f"{path} must be readable and writable, got: {find}") from error
        if error.errno in _NO_PLACE:
            raise InputMissing(f"{path} must be a place for files, got: {find}") from error
        raise StorageError(f"{path} must be on a working disk with room, got: {find}") from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it, and keep their names in the folders that hold them."""
    if path.is_dir():
        return
    make_folder(path.parent)
    with reaching(path):
        path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Keep the names in a folder; a file system that cannot sync folders is taken as it is."""
    with reaching(path):
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(folder)


def sync_file(path: Path) -> None:
    """Keep the bytes of a file that another library has written."""
    with reaching(path), path.open("rb") as file:
        os.fsync(file.fileno())


def check_room(folder: Path, size: int) -> None:
    """Check that a folder takes `size` bytes, by writing and removing them.

    Raises:
        NotPermitted, StorageError: it does not.
    """
    make_folder(folder)
    part = part_beside(folder / "room")
    with reaching(folder):
        try:
            with part.open("xb", buffering=0) as file:
                for _ in range(0, size, len(_ZEROS)):
                    file.write(_ZEROS)
        finally:
            part.unlink(missing_ok=True)


def part_beside(path: Path) -> Path:
    """Name a hidden file in the folder of `path` that nobody else writes to."""
    return path.with_name(f".{secrets.token_hex(8)}{PART}")


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file, which is either not there or complete; sync its folder yourself."""
    part = part_beside(path)
    with reaching(path):
        try:
            with part.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.rename(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def copy_file(source: Path, target: Path) -> None:
    """Copy a regular file, which is either not there or complete; sync its folder yourself."""
    part = part_beside(target)
    with reaching(target):
        try:
            with source.open("rb") as origin, part.open("xb") as file:
                shutil.copyfileobj(origin, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise


def sync_files(folder: Path) -> None:
    """Put everything written to a folder's file system on the disk; a catalog never points at air.

    One call for the whole file system: DuckDB names no files before it commits.
    """
    number = os.open(folder, os.O_RDONLY)
    try:
        syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if syncfs is None:
            os.sync()
        elif syncfs(number) != 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(folder))
    finally:
        os.close(number)
