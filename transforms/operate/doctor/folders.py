"""The home: its folders and what may be done in them, room on the disk, and the clock."""

import os
import pwd
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from transforms.archive.names import received_at
from transforms.archive.reader import archived_ids
from transforms.config import Config
from transforms.errors import LakehouseError
from transforms.home import Home
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.inbox import left_alone
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.system.clock import now
from transforms.system.units import size_in_words, span_in_words

_GIB = 1 << 30
_ROOM = 5 * _GIB  # a few days of batches, and room for a merge of files
_LEAST_ROOM = _GIB // 4
_SKEW_SECONDS = 60


def examined(home: Home, settings: Config) -> Iterator[Finding]:
    """Look at the home's folders, the disk and the clock."""
    yield _writable(home)
    inbox = home.root / settings.source.inbox
    folders = (inbox, home.archive, home.staging, home.dead_letter, home.warehouse, home.tmp)
    yield from (_folder(home, each) for each in folders if each.is_dir())
    sources = FileSources(settings.sources)
    if left := list(left_alone(inbox, settings.limits, sources) if inbox.is_dir() else []):
        find = f"{len(left):,} files lie there that no run takes: {left[0].detail}"
        yield warned("inbox", find, "rename them, or move them away")
    yield _room(home)
    yield _clock(home)


def _writable(home: Home) -> Finding:
    is_there = home.root.is_dir()
    folder = nearest(home.root)
    if not os.access(folder, os.W_OK | os.X_OK):
        advice = f"let {_user(os.geteuid())} write to it, or run as its owner"
        return failed("home", f"{folder} is not writable", advice, 77)
    return passed("home", str(home.root) + ("" if is_there else ", to be made by the first run"))


def _folder(home: Home, folder: Path) -> Finding:
    found = folder.stat()
    subject = str(folder.relative_to(home.root) if home.root in folder.parents else folder) + "/"
    find = f"{found.st_mode & 0o7777:04o}, of {_user(found.st_uid)}"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        advice = f"let {_user(os.geteuid())} read and write it, or run as its owner"
        return failed(subject, f"{find}, not readable and writable", advice, 77)
    if found.st_mode & 0o002 and not found.st_mode & 0o1000:
        return warned(subject, f"{find}, writable by everybody", f"chmod o-w {folder}")
    return passed(subject, find)


def _room(home: Home) -> Finding:
    folder = nearest(home.root)
    free = shutil.disk_usage(folder).free
    find = f"{free / _GIB:,.1f} GiB free for {folder}"
    if free < _LEAST_ROOM:
        return failed("disk", find, "make room: a run would end with a full disk", 74)
    if free < _ROOM:
        return warned("disk", find, f"make room: {size_in_words(_ROOM)} should be free")
    return passed("disk", find)


def _clock(home: Home) -> Finding:
    """Compare the clock with what it and the file system have written before."""
    present = now()
    newest = max([received_at(each) for each in _archived(home)], default=present)
    written = [each.stat().st_mtime for each in (home.archive, home.warehouse) if each.exists()]
    behind = max((newest - present).total_seconds(), max(written, default=0.0) - time.time())
    find = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if behind > _SKEW_SECONDS:
        advice = "set it (timedatectl): batches would be named and bounded by a wrong time"
        return warned("clock", f"{find}, {span_in_words(behind)} behind the home's files", advice)
    return passed("clock", find)


def _archived(home: Home) -> list[str]:
    try:
        return archived_ids(home)
    except LakehouseError:
        return []  # told of the archive itself


def nearest(path: Path) -> Path:
    """Find the folder itself, or the closest above it that is there."""
    return next(each for each in (path, *path.parents) if each.is_dir())


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
