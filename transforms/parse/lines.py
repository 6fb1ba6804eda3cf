"""The records of one chunk: typed events to one part file, refusals to another.

A record is called a line here, as in the tables: most formats have one a line.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.json import Encoder

from transforms.archive.formats.format import Chunk, Format, NoEventError, ToEvent
from transforms.config import LimitSettings
from transforms.errors import StorageError
from transforms.parse.compiled_path import compiled_reader
from transforms.parse.drift import Drift
from transforms.parse.exact_path import ExactReader
from transforms.parse.fast_path import FastReader
from transforms.parse.refusals import Refusal
from transforms.parse.schema import RefusedLine
from transforms.sources.identity import with_identity
from transforms.sources.mapping import Mapper
from transforms.system.setting_rules import IdSettings

KEPT_BYTES = 4096
OF_LISTS = ("item_list_id", "item_list_name")
"""Fields of an event that its items take over; they are kept in `extra`, and are no news."""

_BLOCK_BYTES = 1024 * 1024
_encode = Encoder().encode


@dataclass
class Part:
    """What became of a chunk's lines."""

    lines: int = 0
    blank: int = 0
    accepted: int = 0
    refused: int = 0
    events: str = ""
    refusals: str = ""
    drift: Drift = field(default_factory=Drift)


def read_chunk(
    path: Path,
    chunk: Chunk,
    into: Path,
    limits: LimitSettings,
    now_us: int,
    form: Format,
    ids: IdSettings,
    mapper: Mapper | None = None,
) -> Part:
    """Read a chunk's lines and write its part files, named after the first line's number.

    Those of a source are rows, which its mapper makes events of.
    """
    part = Part()
    events: list[bytes] = []
    refusals: list[bytes] = []
    if chunk.is_giant and chunk.size > limits.line_bytes + len("\r\n"):
        part.lines = 1
        refusals.append(_refused_giant(path, chunk, limits))
    else:
        to_event = form.to_event(path)
        if mapper is not None:
            to_event = _mapped(to_event, mapper)
        _read_lines(
            path, chunk, limits, now_us, form, ids, to_event, mapper, part, events, refusals
        )
        for name in (*OF_LISTS, *(mapper.extra if mapper is not None else ())):  # asked for
            part.drift.lines.pop(name, None)
    part.accepted, part.refused = len(events), len(refusals)
    part.events = _written(into / f"events-{chunk.first_line:012d}.jsonl", events)
    part.refusals = _written(into / f"refusals-{chunk.first_line:012d}.jsonl", refusals)
    return part


def _read_lines(
    path: Path,
    chunk: Chunk,
    limits: LimitSettings,
    now_us: int,
    form: Format,
    ids: IdSettings,
    to_event: ToEvent,
    mapper: Mapper | None,
    part: Part,
    events: list[bytes],
    refusals: list[bytes],
) -> None:
    compiled = compiled_reader(limits, now_us, ids)
    fast = FastReader(limits, now_us, ids)
    exact = ExactReader(limits, now_us, ids)
    most_bytes = limits.line_bytes
    number = chunk.first_line - 1
    for number, (offset, line) in enumerate(form.records(path, chunk), chunk.first_line):
        try:
            if len(line) > most_bytes:
                _check_length(line, limits)
            text = to_event(line) if line and not line.isspace() else b""
            if not text:
                part.blank += 1
                continue
            names: list[str] = []
            typed = compiled(text, number) if compiled else None
            if typed is None:
                written, names = fast.read(text, number) or exact.read(text, number)
                typed = with_id(written)
            if mapper is not None and mapper.identity_key is not None:
                typed = with_identity(typed, mapper.identity_key)
            events.append(typed)
            if names:
                part.drift.add(names)
        except Refusal as refusal:
            refusals.append(_refused(number, offset, _as_wished(refusal, mapper), line))
        except NoEventError as error:
            refusals.append(_refused(number, offset, Refusal("E_RECORD", str(error)), line))
    part.lines = number + 1 - chunk.first_line


def _mapped(to_text: ToEvent, mapper: Mapper) -> ToEvent:
    def to_event(record: bytes) -> bytes:
        text = to_text(record)
        return mapper.to_event(text) if text else text

    return to_event


def _as_wished(refusal: Refusal, mapper: Mapper | None) -> Refusal:
    """Say the `time_format` of a source, by which a time was not written."""
    pattern = mapper.time_format if mapper is not None else ""
    if not pattern or refusal.code != "E_TS_FORMAT":
        return refusal
    wish = f"must be written as {pattern} (time_format) or ISO 8601"
    return Refusal(refusal.code, refusal.detail.replace("must be ISO 8601", wish, 1))


def with_id(written: bytes) -> bytes:
    """Put the event's id in front: the md5 of its typed content, which ends at the line number.

    Quotes within texts are escaped, so only the key can look like it.
    """
    content = written[: written.rindex(b',"line_number":')]
    event_id = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return b"".join((b'{"event_id":"', event_id.encode(), b'",', written[1:]))


def _check_length(line: bytes, limits: LimitSettings) -> None:
    bare = line.removesuffix(b"\r")
    if len(bare) > limits.line_bytes:
        raise _too_long(len(bare), hashlib.sha256(bare).hexdigest(), limits)


def _refused_giant(path: Path, chunk: Chunk, limits: LimitSettings) -> bytes:
    """Refuse a line that is never held whole: it is hashed while it streams by."""
    digest = hashlib.sha256()
    held = b""
    first = b""
    size = 0
    with path.open("rb") as file:
        file.seek(chunk.start)
        for position in range(chunk.start, chunk.end, _BLOCK_BYTES):
            block = held + file.read(min(_BLOCK_BYTES, chunk.end - position))
            first = first or block[:KEPT_BYTES]
            block, held = block[: -len("\r\n")], block[-len("\r\n") :]
            digest.update(block)
            size += len(block)
    rest = held.removesuffix(b"\n").removesuffix(b"\r")
    digest.update(rest)
    refusal = _too_long(size + len(rest), digest.hexdigest(), limits)
    return _refused(chunk.first_line, chunk.start, refusal, first)


def _too_long(size: int, sha256: str, limits: LimitSettings) -> Refusal:
    wish = f"a line must have at most {limits.line_bytes} bytes"
    return Refusal("E_LINE_TOO_LONG", f"{wish}, got {size}, sha256 {sha256}")


def _refused(number: int, offset: int, refusal: Refusal, line: bytes) -> bytes:
    kept = line[:KEPT_BYTES] if refusal.code == "E_LINE_TOO_LONG" else line
    raw = b64encode(kept).decode()
    return _encode(RefusedLine(number, offset, refusal.code, refusal.detail, raw))


def _written(path: Path, lines: list[bytes]) -> str:
    if not lines:
        return ""
    lines.append(b"")
    try:
        path.write_bytes(b"\n".join(lines))
    except OSError as error:
        raise StorageError(f"{path.name} must be written, got {error}") from error
    return path.name
