"""The folder of a report: made beside its place and moved there whole, killed at any moment."""

import ctypes
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from transforms.archive.names import names
from transforms.errors import UsageError
from transforms.system.durable import PART, make_folder, reaching, sync_file, sync_folder

TEXT = "report.txt"
_USUAL_RIGHTS = 0o750
_AT_WORKING_FOLDER = -100
_EXCHANGE = 2


def check_place(target: Path) -> None:
    """See to it that a report may stand there: nothing of others is replaced.

    Raises:
        UsageError: it is a file, or a folder with something else in it.
    """
    with reaching(target):
        is_free = not target.exists() or (target.is_dir() and not any(target.iterdir()))
        if not is_free and not (target / TEXT).is_file():
            raise UsageError(f"--out must name a new folder or a former report, got {target}")


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Hold a folder beside `target` that takes its place when the block ends well.

    Who may read the former report may read the new one. Call it while holding the report's lock:
    what killed reports left beside is removed.
    """
    make_folder(target.parent)
    remove_parts(target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}{PART}")
    with reaching(part):
        part.mkdir(mode=0o700)
    try:
        yield part
        _finish(part, target)
        with reaching(target):
            _put(part, target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)  # the former report, or what was not finished


def remove_parts(target: Path) -> None:
    """Remove what killed reports left beside a place."""
    for name in names(target.parent):
        if name.startswith(f".{target.name}.") and name.endswith(PART):
            with reaching(target.parent / name):
                shutil.rmtree(target.parent / name)


def _finish(part: Path, target: Path) -> None:
    """Put all files on the disk, and give them the readers of the report before."""
    rights = _USUAL_RIGHTS
    with reaching(target):
        if target.is_dir():
            known = target.stat()
            rights = known.st_mode & 0o777
            os.chown(part, -1, known.st_gid)
        for folder, _, files in os.walk(part):
            os.chown(folder, -1, part.stat().st_gid)
            for name in files:
                path = Path(folder, name)
                os.chown(path, -1, part.stat().st_gid)
                path.chmod(rights & 0o666)
                sync_file(path)
            sync_folder(Path(folder))
            Path(folder).chmod(rights)


def _put(part: Path, target: Path) -> None:
    """Rename a folder; where one stands already, both change places in one step, if they can."""
    if not target.is_dir():
        part.rename(target)
        return
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    here, there = os.fsencode(part), os.fsencode(target)
    if rename and not rename(_AT_WORKING_FOLDER, here, _AT_WORKING_FOLDER, there, _EXCHANGE):
        return
    former = target.with_name(f".{target.name}.{secrets.token_hex(8)}{PART}")
    target.rename(former)
    part.rename(target)
    with suppress(OSError):
        former.rename(part)
