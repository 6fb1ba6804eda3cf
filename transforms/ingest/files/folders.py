"""The event files below a folder, in the order of their names, found without following links."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.errors import NotPermitted, StorageError
from transforms.ingest.files.names import is_batch_name
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
    """Find what is named like an event file, and the folders that cannot be read.

    Hidden files and folders are unfinished, and other names are none of our business.
    Each folder is listed once, when its turn comes.
    """
    waiting = [Found(folder, ())]
    while waiting:
        found = waiting.pop()
        mode = _mode(found.path)
        if not found.parts or (stat.S_ISDIR(mode) and not is_batch_name(found.path.name)):
            try:
                waiting.extend(_listed(found))
            except FileRefused as refusal:
                yield Found(found.path, found.parts, refusal)
        elif is_batch_name(found.path.name):
            yield found
        elif stat.S_ISLNK(mode) and found.path.is_dir():
            sentence = f"{shown(found.path)} must be a folder, got a symbolic link to one"
            yield Found(found.path, found.parts, FileRefused("F_SYMLINK", sentence))


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
    visible = (name for name in names if not name.startswith("."))
    return [Found(folder.path / name, (*folder.parts, name)) for name in visible]


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
