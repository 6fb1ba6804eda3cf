"""Event files: taken from the paths that the user names, or from the inbox folder.

Producers write under a name that begins with a dot, and rename when done. A file is copied into
archive/ first; what lies in the inbox is removed only when its batch is durable. A killed run
leaves a file in the inbox that archive/ has already: the next run finds the same content and
removes the file.
"""

import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from transforms.archive.writer import link_names
from transforms.config import LimitSettings
from transforms.errors import InputMissing
from transforms.home import Home
from transforms.ingest.files.by_source import NO_SOURCES, FileSources
from transforms.ingest.files.dry_run import DryRunWriter
from transforms.ingest.files.folders import Found, walk
from transforms.ingest.files.names import has_ending, is_batch_name
from transforms.ingest.files.refusals import FileRefused, shown
from transforms.ingest.files.safe_open import RegularFile
from transforms.ingest.files.taker import STAYS, Intake, Progress, Taker, begun

__all__ = ["STAYS", "Intake", "left_alone", "look_at", "strays", "take_files", "take_inbox"]
__all__ += ["take_strays"]


def take_files(
    paths: Sequence[Path],
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
    sources: FileSources = NO_SOURCES,
) -> Iterator[Intake]:
    """Copy the named files, and those below the named folders; the originals stay.

    Files of `sources` become rows that a mapping reads.

    Raises:
        InputMissing: a path names nothing; said before anything is taken.
    """
    found = [_found(path) for path in paths]
    taker = Taker(home, limits, on_progress, sources=sources)
    return chain.from_iterable(map(taker.taken, chain.from_iterable(found)))


def take_inbox(
    inbox: Path,
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
    sources: FileSources = NO_SOURCES,
    at_most: int = 10_000,
) -> Iterator[Intake]:
    """Move what lies in the inbox into archive/, or into dead_letter/files/ if it is refused.

    Files that change, cannot be read or have another ending stay, and do not count for `at_most`.
    """
    return _taken_away(walk(inbox), Taker(home, limits, on_progress, sources=sources), at_most)


def take_strays(
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
    at_most: int = 10_000,
) -> Iterator[Intake]:
    """Move what somebody put into staging/ by hand into archive/, like an inbox.

    A link to a batch of archive/ stays; one that archive/ has lost becomes a batch again.
    """
    return _taken_away(strays(home), Taker(home, limits, on_progress), at_most)


def strays(home: Home) -> Iterator[Found]:
    """Find what somebody put into staging/ by hand."""
    found, links = list(walk(home.staging)), link_names(home)
    return (each for each in found if each.source not in links)


def look_at(
    paths: Sequence[Path],
    others: Iterable[Found],
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
    sources: FileSources = NO_SOURCES,
) -> Iterator[Intake]:
    """Tell what would become of files, those below folders and others; nothing is written.

    Raises:
        InputMissing: a path names nothing.
    """
    found = [_found(path) for path in paths]
    writer = partial(DryRunWriter, seen=set())
    taker = Taker(home, limits, on_progress, writer=writer, sources=sources)
    return chain.from_iterable(map(taker.taken, chain.from_iterable([*found, others])))


def left_alone(
    folder: Path, limits: LimitSettings, sources: FileSources = NO_SOURCES
) -> Iterator[Intake]:
    """Look which files of a folder no run takes for what they are named or begin with."""
    for found in walk(folder):
        if sources.name_of(found):
            continue
        try:
            if found.refusal is not None:
                raise found.refusal
            if not has_ending(found.path.name):
                with RegularFile(found.path) as file:
                    begun(file, limits)
        except FileRefused as refusal:
            if refusal.code == "F_ENDING":
                yield Intake(found.path, code=refusal.code, detail=refusal.detail)


def _taken_away(files: Iterable[Found], taker: Taker, at_most: int) -> Iterator[Intake]:
    left = at_most
    for found in files:
        if left <= 0:
            return
        for intake in taker.taken(found, away=True):
            left -= intake.code not in STAYS
            yield intake


def _found(path: Path) -> Iterable[Found]:
    try:
        kind = path.lstat().st_mode
    except PermissionError:
        kind = stat.S_IFREG  # opening it will say so
    except (OSError, ValueError) as error:
        raise InputMissing(f"{shown(path)} must be a file or a folder, got: {error}") from error
    is_folder = stat.S_ISDIR(kind) or (stat.S_ISLNK(kind) and path.is_dir())
    return walk(path) if is_folder and not is_batch_name(path.name) else [Found(path, (path.name,))]
