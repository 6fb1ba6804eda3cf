"""The event files below a folder, in the order of their names, found without following links."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.errors import NotPermitted, StorageError
from transforms.ingest.files.names import (
    UNFINISHED_FOLDER,
    check_ending,
    is_batch_name,
    is_note,
)
from transforms.ingest.files.refusals import FileRefused, shown
from transforms.ingest.files.safe_open import ANYBODY_READS
from transforms.system.durable import reaching


@dataclass(frozen=True)
class Found:
    """What was found: `parts` are the names from just below the folder that is read."""

    path: Path
    parts: tuple[str, ...]
    refusal: FileRefused | None = None

    @property
    def source(self) -> str:
        """The file's name, with the folders below the one that is read."""
        return "/".join(self.parts)


def walk(folder: Path) -> Iterator[Found]:
    """Find what is named like an event file, or not at all, and what is told and left alone.

    That is folders that cannot be read, and files of other endings. Hidden files and folders are
    unfinished, as is Spark's own folder, and notes beside event files are none of our business.
    The names of folders, such as `date=2026-01-01`, say nothing. Each is listed once, when its
    turn comes.
    """
    waiting = [Found(folder, ())]
    while waiting:
        found = waiting.pop()
        name, mode = found.path.name, _mode(found.path)
        if not found.parts or (stat.S_ISDIR(mode) and not is_batch_name(name)):
            try:
                waiting.extend(_listed(found))
            except FileRefused as refusal:
                yield Found(found.path, found.parts, refusal)
        elif is_batch_name(name):
            yield found
        elif stat.S_ISLNK(mode) and found.path.is_dir():
            sentence = f"{shown(found.path)} must be a folder, got a symbolic link to one"
            yield Found(found.path, found.parts, FileRefused("F_SYMLINK", sentence))
        elif stat.S_ISREG(mode) and not is_note(name):
            yield _judged(found)


def _judged(found: Found) -> Found:
    try:
        check_ending(found.path)
    except FileRefused as refusal:
        return Found(found.path, found.parts, refusal)
    return found


def _listed(folder: Found) -> list[Found]:
    try:
        with reaching(folder.path):
            is_readable = bool(folder.path.stat().st_mode & ANYBODY_READS)
            names = sorted((entry.name for entry in os.scandir(folder.path)), reverse=True)
    except NotPermitted:
        is_readable = False
    except StorageError:
        if folder.path.exists():
            raise
        return []  # gone since its own folder was listed
    if not is_readable:
        raise FileRefused("F_PERM", f"{shown(folder.path)} must be readable, got no permission")
    visible = (name for name in names if name[0] != "." and name != UNFINISHED_FOLDER)
    return [Found(folder.path / name, (*folder.parts, name)) for name in visible]


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
