"""Event files: taken from the paths that the user names, or from the inbox folder.

Producers write under a name that begins with a dot, and rename when done. A file is copied into
archive/ first; what lies in the inbox is removed only when its batch is durable. A killed run
leaves a file in the inbox that archive/ has already: the next run finds the same content and
removes the file.
"""

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

from transforms.archive.formats import Format
from transforms.archive.writer import Archive, Batch, BatchWriter, archived_by_sha, link_names
from transforms.config import LimitSettings
from transforms.errors import InputMissing
from transforms.home import Home
from transforms.ingest.files.beginning import format_by, is_json, looked_at
from transforms.ingest.files.compression import blocks, check_size, compression_by
from transforms.ingest.files.dry_run import DryRunWriter
from transforms.ingest.files.folders import Found, walk
from transforms.ingest.files.names import (
    check_name,
    compression_of,
    format_of,
    has_ending,
    is_batch_name,
)
from transforms.ingest.files.quarantine import quarantine
from transforms.ingest.files.refusals import FileRefused, shown
from transforms.ingest.files.safe_open import RegularFile
from transforms.ingest.files.sniff import UTF8_BOM, check_text
from transforms.system.durable import reaching

Progress = Callable[[Path, int], None]  # the file, and the bytes read of it so far

#: What is refused for these stays where it is, also in the inbox.
STAYS = {"F_CHANGED", "F_PERM", "F_ENDING"}


@dataclass(frozen=True)
class Intake:
    """What became of one file.

    Without a code, `batch` is new; with `F_DUP_CONTENT`, it is the batch that had the content
    before; with another code, the file was refused, and `detail` says why.
    """

    path: Path
    batch: Batch | None = None
    code: str | None = None
    detail: str = ""
    notes: list[str] = field(default_factory=list)


def take_files(
    paths: Sequence[Path],
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
) -> Iterator[Intake]:
    """Copy the named files, and those below the named folders; the originals stay.

    Raises:
        InputMissing: a path names nothing; said before anything is taken.
    """
    found = [_found(path) for path in paths]
    taker = _Taker(home, limits, on_progress)
    return (taker.taken(each) for each in chain.from_iterable(found))


def take_inbox(
    inbox: Path,
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
    at_most: int = 10_000,
) -> Iterator[Intake]:
    """Move what lies in the inbox into archive/, or into dead_letter/files/ if it is refused.

    Files that change, cannot be read or have another ending stay, and do not count for `at_most`.
    """
    return _taken_away(walk(inbox), _Taker(home, limits, on_progress), at_most)


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
    return _taken_away(strays(home), _Taker(home, limits, on_progress), at_most)


def strays(home: Home) -> Iterator[Found]:
    """Find what somebody put into staging/ by hand."""
    links = link_names(home)
    return (found for found in walk(home.staging) if found.source not in links)


def look_at(
    paths: Sequence[Path],
    others: Iterable[Found],
    home: Home,
    limits: LimitSettings,
    *,
    on_progress: Progress | None = None,
) -> Iterator[Intake]:
    """Tell what would become of files, those below folders and others; nothing is written.

    Raises:
        InputMissing: a path names nothing.
    """
    found = [_found(path) for path in paths]
    taker = _Taker(home, limits, on_progress, writer=partial(DryRunWriter, seen=set()))
    return (taker.taken(each) for each in chain.from_iterable([*found, others]))


class _Taker:
    """Takes one file after another into one home, with one listing of its archive."""

    def __init__(
        self,
        home: Home,
        limits: LimitSettings,
        on_progress: Progress | None,
        writer: Callable[[Home, Archive, Format], BatchWriter] = BatchWriter,
    ) -> None:
        self._writer = writer
        self._home = home
        self._limits = limits
        self._on_progress = on_progress
        self._archive: Archive = archived_by_sha(home)

    def taken(self, found: Found, *, away: bool = False) -> Intake:
        """Take one file; `away` from where it lies, once that is safe."""
        try:
            if found.refusal is not None:
                raise found.refusal
            check_name(found.path, found.parts)
            with reaching(found.path), RegularFile(found.path) as file:
                intake = self._copied(file, found)
                if away:
                    _remove(file)
        except FileRefused as refusal:
            if away and refusal.code not in STAYS:
                quarantine(found.path, refusal, self._home)
            return Intake(found.path, code=refusal.code, detail=refusal.detail)
        return intake

    def _copied(self, file: RegularFile, found: Found) -> Intake:
        with file.finished_first():
            beginning, parts = _begun(file, self._limits)
        form = format_by(beginning, format_of(found.path.name))
        with self._writer(self._home, self._archive, form) as writer:
            with file.finished_first():
                notes = self._stream(file, parts, writer)
            file.check_unchanged()
            batch = writer.finish(found.source, notes=notes)
        if not batch.is_duplicate:
            return Intake(found.path, batch, notes=notes)
        detail = f"{file.location} must be new, got the content of {batch.batch_id}"
        return Intake(found.path, batch, "F_DUP_CONTENT", detail, notes)

    def _stream(self, file: RegularFile, parts: Iterator[bytes], writer: BatchWriter) -> list[str]:
        """Copy the uncompressed bytes, and tell what is notable about them."""
        size, notes, last = 0, {"F_EMPTY"}, b""
        for block in parts:
            if not size:
                check_text(block, file.location)
                notes = {"W_BOM"} if block.startswith(UTF8_BOM) else set()
            if b"\r\n" in block or (last == b"\r" and block.startswith(b"\n")):
                notes.add("W_CRLF")
            if file.stream.tell() > file.size:
                file.check_unchanged()  # do not run after a file that keeps growing
            writer.append(block)
            size, last = size + len(block), block[-1:]
            if self._on_progress is not None:
                self._on_progress(file.path, size)
        return sorted(notes)


def left_alone(folder: Path, limits: LimitSettings) -> Iterator[Intake]:
    """Look which files of a folder no run takes for what they are named or begin with."""
    for found in walk(folder):
        try:
            if found.refusal is not None:
                raise found.refusal
            if not has_ending(found.path.name):
                with RegularFile(found.path) as file:
                    _begun(file, limits)
        except FileRefused as refusal:
            if refusal.code == "F_ENDING":
                yield Intake(found.path, code=refusal.code, detail=refusal.detail)


def _begun(file: RegularFile, limits: LimitSettings) -> tuple[bytes, Iterator[bytes]]:
    """Read the beginning of a file, and give all its blocks too.

    Raises:
        FileRefused: it is too large or damaged, or neither its name nor its content says events.
    """
    name = file.path.name
    is_named = has_ending(name)
    compression = compression_of(name) if is_named else compression_by(file.stream)
    beginning, parts = looked_at(blocks(file.stream, compression, limits, file.location))
    if not is_named and not is_json(beginning):
        wish = "begin with { or [, as no ending says what it is"
        raise FileRefused("F_ENDING", f"{file.location} must {wish}")
    check_size(file.size, limits, file.location)
    return beginning, parts


def _taken_away(files: Iterable[Found], taker: _Taker, at_most: int) -> Iterator[Intake]:
    left = at_most
    for found in files:
        if left <= 0:
            return
        intake = taker.taken(found, away=True)
        left -= intake.code not in STAYS
        yield intake


def _remove(file: RegularFile) -> None:
    with suppress(FileRefused):  # what has changed since then stays for the next run
        file.check_unchanged()
        file.path.unlink()


def _found(path: Path) -> Iterable[Found]:
    try:
        kind = path.lstat().st_mode
    except PermissionError:
        kind = stat.S_IFREG  # opening it will say so
    except (OSError, ValueError) as error:
        raise InputMissing(f"{shown(path)} must be a file or a folder, got: {error}") from error
    is_folder = stat.S_ISDIR(kind) or (stat.S_ISLNK(kind) and path.is_dir())
    return walk(path) if is_folder and not is_batch_name(path.name) else [Found(path, (path.name,))]
