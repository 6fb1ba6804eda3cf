"""A file looked at as rows of a source: what its mapping makes of them, and nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.json import decode

from transforms.archive.formats import Format
from transforms.archive.formats.format import NoEventError
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.config import Config
from transforms.errors import InputMissing, InputRefused
from transforms.ingest.files.beginning import format_by
from transforms.ingest.files.names import format_of
from transforms.ingest.files.refusals import FileRefused, shown
from transforms.ingest.files.safe_open import RegularFile
from transforms.ingest.files.taker import begun, rows_of
from transforms.load.superseding import count_superseded
from transforms.parse.batch import Reading, read_batch
from transforms.sources.columns import named_columns, read_columns, wanted_columns
from transforms.sources.mapping import Mapper
from transforms.system.clock import now
from transforms.system.durable import reaching
from transforms.system.setting_sources import SourceMapping

_SAMPLES = 3


@dataclass(frozen=True)
class Refused:
    """A reason why rows are refused, how many they are, and what is said of the first."""

    code: str
    rows: int
    first: str


@dataclass
class SourceCheck:
    """What a mapping makes of the first rows of a file.

    `rows == events + duplicates + refused + skipped`; `superseded` of the events do not count, as a
    fuller one of their identity is in the file. `columns` are name, filled rows and state: read,
    kept, ignored, unread, or missing. `samples` are rows and the events that they become.
    """

    rows: int = 0
    events: int = 0
    duplicates: int = 0
    refused: int = 0
    skipped: int = 0
    superseded: int = 0
    columns: list[tuple[str, int, str]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    samples: list[tuple[Any, Any]] = field(default_factory=list)


def check_source(path: Path, name: str, config: Config, most_rows: int) -> SourceCheck:
    """Read the first rows of a file as its source's mapping says.

    Raises:
        InputMissing: there is no such file, or it may not be read.
        InputRefused: it cannot be read in the source's format.
    """
    source = config.sources[name]
    if not path.is_file():
        raise InputMissing(f"{shown(path)} must be a file, got none")
    with TemporaryDirectory() as folder:
        held = Path(folder) / "rows"
        try:
            with reaching(path), RegularFile(path) as file:
                form, header = _hold(file, held, name, config, most_rows)
        except FileRefused as refusal:
            raise InputRefused(f"{refusal.code} {refusal.detail}") from refusal
        reading = read_batch(
            *(held, Path(folder) / "parts"),
            limits=config.limits,
            ids=config.ids,
            form=form,
            source=source,
            source_name=name,
            now_us=int(now().replace(tzinfo=UTC).timestamp() * 1_000_000),
        )
        found = _counted(reading)
        if source.identity:
            found.superseded = count_superseded(reading.events, config)
        found.columns = _columns(source, header, _filled(_rows(source, form, held)))
        samples = ((row, event) for row, event in _rows(source, form, held) if event)
        found.samples = list(islice(samples, _SAMPLES))
    return found


def _hold(
    file: RegularFile, held: Path, name: str, config: Config, most_rows: int
) -> tuple[Format, list[str]]:
    """Write the first rows to a file; give their format, and the columns of a header."""
    source = config.sources[name]
    form: Format = JSON_LINES
    header: list[str] = []
    if source.format == "jsonl":
        beginning, blocks = begun(file, config.limits, is_known=True)
        form = format_by(beginning, format_of(file.path.name))
    else:
        rows = rows_of(file, name, source, config.limits)
        blocks, header = rows.blocks, rows.columns
    counter, left = form.counter(), most_rows
    with held.open("wb") as target:
        for block in blocks:
            if form is JSON_LINES:
                block = _first_lines(block, left)
                left -= block.count(b"\n")
            counter.add(block)
            target.write(block)
            if left <= 0:
                break
    return form, header


def _first_lines(block: bytes, most: int) -> bytes:
    return block if block.count(b"\n") <= most else b"".join(block.splitlines(keepends=True)[:most])


def _counted(reading: Reading) -> SourceCheck:
    events = Counter(_event_ids(reading.events))
    reasons: dict[str, list[str]] = {}
    for part in reading.refusals:
        for line in part.read_bytes().splitlines():
            refused = decode(line)
            reasons.setdefault(refused["code"], []).append(
                f"row {refused['line_number']}: {refused['detail']}"
            )
    return SourceCheck(
        rows=reading.lines,
        events=len(events),
        duplicates=reading.accepted - len(events),
        refused=reading.refused,
        skipped=reading.blank,
        refusals=[
            Refused(code, len(details), details[0])
            for code, details in sorted(reasons.items(), key=lambda each: -len(each[1]))
        ],
    )


def _event_ids(parts: Iterable[Path]) -> Iterator[str]:
    for part in parts:
        for line in part.read_bytes().splitlines():
            yield decode(line)["event_id"]


def _columns(
    source: SourceMapping, header: list[str], filled: dict[str, int]
) -> list[tuple[str, int, str]]:
    read, named = read_columns(source), named_columns(source)
    there = list(dict.fromkeys([*header, *filled]))

    def state(name: str) -> str:
        if name in read:
            return "read"
        if name in source.extra:
            return "kept"
        return "ignored" if name in named else "unread"

    missing = [name for name in wanted_columns(source, set(there)) if name not in there]
    return [
        *((name, filled.get(name, 0), state(name)) for name in there),
        *((name, 0, "missing") for name in missing),
    ]


def _filled(rows: Iterable[tuple[dict[str, Any], Any]]) -> Counter[str]:
    """Count in how many rows each column is filled."""
    return Counter(
        name for row, _ in rows for name, value in row.items() if value is not None and value != ""
    )


def _rows(source: SourceMapping, form: Format, path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """Read the rows of a file, and what they become, if anything."""
    mapper, to_text = Mapper(source), form.to_event(path)
    for chunk in form.cut(path):
        for _, record in form.records(path, chunk):
            try:
                text = to_text(record)
                row = decode(text) if text.strip() else None
                event = mapper.to_event(text) if isinstance(row, dict) else b""
            except (NoEventError, ValueError):
                continue
            if isinstance(row, dict):
                yield row, decode(event) if event else None
