"""One file after another taken into a home: judged, copied or turned into lines, and remembered."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from transforms.archive.formats import Format
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.writer import Archive, Batch, BatchWriter, RowsOf, archived_by_sha
from transforms.config import LimitSettings
from transforms.home import Home
from transforms.ingest.files.beginning import format_by, is_json, looked_at
from transforms.ingest.files.by_source import NO_SOURCES, FileSources
from transforms.ingest.files.compression import blocks, check_size, compression_by
from transforms.ingest.files.folders import Found
from transforms.ingest.files.names import check_name, compression_of, format_of, has_ending
from transforms.ingest.files.quarantine import quarantine
from transforms.ingest.files.refusals import FileRefused
from transforms.ingest.files.rows import Rows, cells, parquet
from transforms.ingest.files.safe_open import RegularFile
from transforms.ingest.files.sniff import UTF8_BOM, check_text
from transforms.system.durable import reaching
from transforms.system.setting_sources import SourceMapping

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


#: Rows of a large file become several batches of at most so many bytes.
MOST_BYTES = 1 << 30


class Taker:
    """Takes one file after another into one home, with one listing of its archive."""

    def __init__(
        self,
        home: Home,
        limits: LimitSettings,
        on_progress: Progress | None,
        writer: Callable[[Home, Archive, Format], BatchWriter] = BatchWriter,
        sources: FileSources = NO_SOURCES,
    ) -> None:
        self._sources = sources
        self._writer = writer
        self._home = home
        self._limits = limits
        self._on_progress = on_progress
        self._archive: Archive = archived_by_sha(home)

    def taken(self, found: Found, *, away: bool = False) -> list[Intake]:
        """Take one file; `away` from where it lies, once that is safe.

        What became of it is one intake; of rows that are too many for a batch, one for each.
        """
        name = self._sources.name_of(found)
        try:
            if found.refusal is not None and not (name and found.refusal.code == "F_ENDING"):
                raise found.refusal
            check_name(found.path, found.parts, is_known=bool(name))
            with reaching(found.path), RegularFile(found.path) as file:
                intakes = self._of_source(file, found, name) if name else self._copied(file, found)
                if away:
                    _remove(file)
        except FileRefused as refusal:
            if away and refusal.code not in STAYS:
                quarantine(found.path, refusal, self._home)
            return [Intake(found.path, code=refusal.code, detail=refusal.detail)]
        return intakes

    def _copied(self, file: RegularFile, found: Found, rows: RowsOf | None = None) -> list[Intake]:
        """Copy a file as it is."""
        with file.finished_first():
            beginning, parts = begun(file, self._limits, is_known=rows is not None)
        form = format_by(beginning, format_of(found.path.name))
        with self._writer(self._home, self._archive, form) as writer:
            with file.finished_first():
                notes = self._stream(file, parts, writer)
            file.check_unchanged()
            batch = writer.finish(found.source, notes=notes, rows=rows)
        return [_intake(file, batch, notes)]

    def _of_source(self, file: RegularFile, found: Found, name: str) -> list[Intake]:
        """Take the rows of a file of a source: those of cells and of Parquet become lines."""
        source = self._sources.mappings[name]
        with file.finished_first():
            check_size(file.size, self._limits, file.location)
            original = _sha256(file)
        if source.format == "jsonl":
            return self._copied(file, found, RowsOf(name, original))
        with file.finished_first():
            rows = rows_of(file, name, source, self._limits)
        return self._written(file, found, rows, RowsOf(name, original, rows.columns))

    def _written(self, file: RegularFile, found: Found, rows: Rows, of: RowsOf) -> list[Intake]:
        """Write lines, and make batches of them when all are there: of a broken file none is."""
        notes, size = sorted(rows.notes), 0
        with ExitStack() as stack, file.finished_first():
            writers = [stack.enter_context(self._writer(self._home, self._archive, JSON_LINES))]
            held = 0
            for block in rows.blocks:
                if held + len(block) > MOST_BYTES and held:
                    writers.append(
                        stack.enter_context(self._writer(self._home, self._archive, JSON_LINES))
                    )
                    held = 0
                writers[-1].append(block)
                held, size = held + len(block), size + len(block)
                if file.stream.tell() > file.size:
                    file.check_unchanged()
                if self._on_progress is not None:
                    self._on_progress(file.path, size)
            file.check_unchanged()
            batches = [writer.finish(found.source, notes=notes, rows=of) for writer in writers]
        return [_intake(file, batch, notes) for batch in batches]

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


def rows_of(file: RegularFile, name: str, source: SourceMapping, limits: LimitSettings) -> Rows:
    """Read the rows of a file of cells or of Parquet.

    Raises:
        FileRefused: it cannot be read as that, now or while the blocks are read.
    """
    if source.format == "parquet":
        return parquet(file.stream.fileno(), name, source, file.location)
    compression = compression_of(file.path.name)
    if compression == "none":
        compression = compression_by(file.stream)
    beginning, parts = looked_at(blocks(file.stream, compression, limits, file.location))
    encoding = source.csv.encoding
    if encoding.lower() in ("utf-8", "utf8") and beginning:
        check_text(beginning, file.location)
    elif beginning.startswith(UTF8_BOM) and not encoding.lower().startswith("utf"):
        wish = f"be {encoding} (sources.{name}.csv.encoding)"
        raise FileRefused("F_ENCODING", f"{file.location} must {wish}, got the mark of UTF-8")
    return cells(parts, name, source, file.location)


def begun(
    file: RegularFile, limits: LimitSettings, *, is_known: bool = False
) -> tuple[bytes, Iterator[bytes]]:
    """Read the beginning of a file, and give all its blocks too; one `is_known` to be events is.

    Raises:
        FileRefused: it is too large or damaged, or neither its name nor its content says events.
    """
    name = file.path.name
    is_named = has_ending(name)
    compression = compression_of(name) if is_named else compression_by(file.stream)
    beginning, parts = looked_at(blocks(file.stream, compression, limits, file.location))
    if not is_named and not is_known and not is_json(beginning):
        wish = "begin with { or [, as no ending says what it is"
        raise FileRefused("F_ENDING", f"{file.location} must {wish}")
    check_size(file.size, limits, file.location)
    return beginning, parts


def _remove(file: RegularFile) -> None:
    with suppress(FileRefused):  # what has changed since then stays for the next run
        file.check_unchanged()
        file.path.unlink()


def _sha256(file: RegularFile) -> str:
    """Hash a file as it is, packed or not; it is read from its beginning afterwards."""
    digest = sha256()
    while block := file.stream.read(1 << 20):
        digest.update(block)
    file.stream.seek(0)
    return digest.hexdigest()


def _intake(file: RegularFile, batch: Batch, notes: list[str]) -> Intake:
    if not batch.is_duplicate:
        return Intake(file.path, batch, notes=notes)
    detail = f"{file.location} must be new, got the content of {batch.batch_id}"
    return Intake(file.path, batch, "F_DUP_CONTENT", detail, notes)
