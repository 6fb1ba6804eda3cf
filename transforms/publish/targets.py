"""Targets in published/: what is written aside takes the place of what was there, in one rename.

A team's DuckDB file is a file. Its folder of Parquet and CSV files is a symbolic link to a hidden
folder, so that all of them change at once; the folder before is kept for those who still read it.
Readers' rights stay: what comes in has the group and the read permissions of what it replaces.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transforms.archive.names import names
from transforms.errors import StorageError
from transforms.lake.snapshots import Snapshot
from transforms.system.durable import (
    PART,
    make_folder,
    part_beside,
    reaching,
    sync_file,
    sync_folder,
)

#: Owner and group may read; an administrator's `chgrp` and `chmod` on what stands there last.
_USUAL_RIGHTS = 0o440


@contextmanager
def work_folder(published: Path) -> Iterator[Path]:
    """Hold a hidden folder that nobody else may enter; call it while holding the publish lock.

    The lock tells that what killed publishes left is nobody's, so it is removed.
    """
    make_folder(published)
    for name in names(published):
        if name.startswith(".") and name.endswith(PART):
            _remove(published / name)
    folder = part_beside(published / "work")
    with reaching(folder):
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_current(path: Path, snapshot: Snapshot) -> bool:
    """Tell whether a published file shows this snapshot: its time of change is the snapshot's."""
    with reaching(path):
        return path.exists() and path.stat().st_mtime_ns == snapshot.committed_us * 1000


def finish_file(part: Path, target: Path, snapshot: Snapshot) -> None:
    """Give a written file its rights and its time, and put it on the disk."""
    with reaching(part):
        _take_rights(part, target)
        os.utime(part, ns=(snapshot.committed_us * 1000,) * 2)
    sync_file(part)


def finish_folder(part: Path, target: Path, snapshot: Snapshot) -> None:
    """Do the same for a written folder and all of its files."""
    for name in names(part):
        finish_file(part / name, target, snapshot)
    with reaching(part):
        _take_rights(part, target)
        part.chmod(0o700 | _enterable(part.stat().st_mode))
    sync_folder(part)


def put_file(part: Path, target: Path) -> None:
    """Let a finished file take its place."""
    with reaching(target):
        part.rename(target)
    sync_folder(target.parent)


def put_folder(part: Path, target: Path, settings: str) -> None:
    """Let a finished folder take its place.

    The folder before stays until the next time, for readers who are in it, unless other
    `settings` decided what it holds: then it may show what must no longer be shown.

    Raises:
        StorageError: something else stands there.
    """
    if target.exists() and not target.is_symlink():
        raise StorageError(f"{target} must be a link that was published, got something else")
    mark = hashlib.sha256(settings.encode()).hexdigest()[:8]
    version = target.with_name(f".{target.name}.{mark}.{secrets.token_hex(8)}")
    link = part_beside(target)
    with reaching(target):
        former = target.readlink().name if target.is_symlink() else ""
        part.rename(version)
        link.symlink_to(version.name)
        link.rename(target)
    sync_folder(target.parent)
    kept = {version.name, former if former.startswith(f".{target.name}.{mark}.") else ""}
    for name in names(target.parent):
        if name.startswith(f".{target.name}.") and name not in kept:
            _remove(target.parent / name)


def _take_rights(part: Path, target: Path) -> None:
    """Give a part the group and the read permissions of what stands in its place; none to write."""
    rights = _USUAL_RIGHTS
    if target.exists():
        known = target.stat()
        os.chown(part, -1, known.st_gid)
        rights = known.st_mode & 0o444
    part.chmod(rights)


def _enterable(mode: int) -> int:
    """Let those enter a folder who may read it."""
    readable = mode & 0o444
    return readable | readable >> 2


def _remove(path: Path) -> None:
    with reaching(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
