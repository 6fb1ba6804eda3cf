"""Read one batch file: cut it into chunks, read them in workers, keep the order of records."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from transforms.archive.formats.format import Chunk, Format
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.config import LimitSettings
from transforms.parse.drift import Drift
from transforms.parse.exact_path import PLAIN_IDS
from transforms.parse.lines import Part
from transforms.parse.workers import Job, read_in_workers
from transforms.system.setting_rules import IdSettings
from transforms.system.setting_sources import SourceMapping

POOL_BYTES = 16 * 1024 * 1024
"""Smaller files are read in this process: starting workers would cost more than it saves."""


@dataclass(frozen=True)
class Reading:
    """What a batch holds: `lines == accepted + refused + blank`, and the parts in their order."""

    lines: int
    accepted: int
    refused: int
    blank: int
    events: list[Path]
    refusals: list[Path]
    drift: Drift


def read_batch(
    path: Path,
    into: Path,
    *,
    limits: LimitSettings,
    now_us: int,
    ids: IdSettings = PLAIN_IDS,
    form: Format = JSON_LINES,
    source: SourceMapping | None = None,
    source_name: str = "",
    workers: int = 0,
    chunks: Iterable[Chunk] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read an uncompressed file of a format to parts of typed events and of refused lines.

    `now_us` is the ingestion time in microseconds since 1970. Records of a `source` are rows, which
    its mapping makes events of; `source_name` tells their identities from those of other sources.
    `workers` 0 takes every core; small files are read in this process. All of the file is read, or
    `chunks` of it. `on_progress` gets the bytes of each chunk when done.
    """
    into.mkdir(parents=True, exist_ok=True)
    workers = workers or os.cpu_count() or 1
    job = Job(
        *(str(path), str(into), limits.model_dump(), now_us, form.name, ids.model_dump()),
        *(source.reading() if source else None, source_name),
    )
    cut = iter(form.cut(path) if chunks is None else chunks)
    if workers == 1 or path.stat().st_size < POOL_BYTES:
        parts: Iterator[tuple[Chunk, Part]] = ((chunk, job.read(chunk)) for chunk in cut)
    else:
        parts = read_in_workers(cut, job, workers)
    return _gathered(parts, into, on_progress)


def _gathered(
    parts: Iterator[tuple[Chunk, Part]], into: Path, on_progress: Callable[[int], None] | None
) -> Reading:
    total = Part()
    events: list[Path] = []
    refusals: list[Path] = []
    for chunk, part in parts:
        total.lines += part.lines
        total.accepted += part.accepted
        total.refused += part.refused
        total.blank += part.blank
        events += [into / part.events] if part.events else []
        refusals += [into / part.refusals] if part.refusals else []
        total.drift.merge(part.drift)
        if on_progress:
            on_progress(chunk.size)
    return Reading(
        lines=total.lines,
        accepted=total.accepted,
        refused=total.refused,
        blank=total.blank,
        events=events,
        refusals=refusals,
        drift=total.drift,
    )
