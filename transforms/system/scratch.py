"""Scratch folders below tmp/: each is locked by the process that uses it, and gone with it.

Readers and `verify` work without the writer lock, so what lies in tmp/ may be in use. The lock on
the folder tells: the operating system releases it when its holder ends, however that happens.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from transforms.home import Home
from transforms.system.durable import make_folder, reaching


@contextmanager
def scratch_folder(home: Home, kind: str) -> Iterator[Path]:
    """Hold a new, empty folder of tmp/ for the block."""
    make_folder(home.tmp)
    folder, lock = _locked_folder(home, kind)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def inherited_scratch(home: Home, kind: str) -> Path:
    """Make a folder of tmp/ for the program that this process is about to become.

    It stays locked until that program ends, and is removed by the next run.
    """
    make_folder(home.tmp)
    folder, lock = _locked_folder(home, kind)
    os.set_inheritable(lock, True)
    return folder


def remove_dead_scratch(home: Home) -> None:
    """Remove what killed processes left in tmp/."""
    with reaching(home.tmp):
        left = list(home.tmp.iterdir()) if home.tmp.is_dir() else []
    for path in left:
        with suppress(OSError):  # in use, or gone already
            _remove_if_dead(path)


def _locked_folder(home: Home, kind: str) -> tuple[Path, int]:
    while True:
        with reaching(home.tmp):
            folder = Path(tempfile.mkdtemp(dir=home.tmp, prefix=f"{kind}-"))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if folder.is_dir():
                return folder, lock
            os.close(lock)  # somebody tidied up before the lock was there


def _remove_if_dead(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
        return
    lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    finally:
        os.close(lock)
