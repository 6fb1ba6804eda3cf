"""Read one batch file: cut it into chunks, read them in workers, keep the line order."""

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from transforms.config import LimitSettings
from transforms.reading.chunks import Chunk, cut
from transforms.reading.lines import Part, read_chunk

POOL_BYTES = 4 * 1024 * 1024
"""Smaller files are read in this process: starting workers would cost more than it saves."""

MOST_EXTRA_NAMES = 1_000
_IN_FLIGHT_PER_WORKER = 3


@dataclass(frozen=True)
class Reading:
    """What a batch holds: `lines == accepted + refused + blank`, and the parts in line order."""

    lines: int
    accepted: int
    refused: int
    blank: int
    events: list[Path]
    refusals: list[Path]
    extra_fields: dict[str, int]


def read_batch(
    path: Path,
    into: Path,
    *,
    limits: LimitSettings,
    now_us: int,
    workers: int = 0,
    on_progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read an uncompressed JSON-lines file to parts of typed events and of refused lines.

    `now_us` is the ingestion time in microseconds since 1970. `workers` 0 takes every core;
    small files are read without workers. `on_progress` gets the bytes of each chunk when done.
    """
    into.mkdir(parents=True, exist_ok=True)
    workers = workers or os.cpu_count() or 1
    is_small = path.stat().st_size < POOL_BYTES or workers == 1
    chunks = cut(path)
    parts = (
        ((chunk, read_chunk(chunk, into, limits, now_us)) for chunk in chunks)
        if is_small
        else _in_workers(chunks, into, limits, now_us, workers)
    )
    return _gathered(parts, on_progress)


def _in_workers(
    chunks: Iterator[Chunk], into: Path, limits: LimitSettings, now_us: int, workers: int
) -> Iterator[tuple[Chunk, Part]]:
    spawn = multiprocessing.get_context("spawn")
    waiting: deque[tuple[Chunk, Future[Part]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        try:
            for chunk in chunks:
                waiting.append((chunk, pool.submit(read_chunk, chunk, into, limits, now_us)))
                if len(waiting) >= workers * _IN_FLIGHT_PER_WORKER:
                    first, part = waiting.popleft()
                    yield first, part.result()
            while waiting:
                first, part = waiting.popleft()
                yield first, part.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _gathered(
    parts: Iterator[tuple[Chunk, Part]], on_progress: Callable[[int], None] | None
) -> Reading:
    total = Part()
    events: list[Path] = []
    refusals: list[Path] = []
    names: Counter[str] = Counter()
    for chunk, part in parts:
        total.lines += part.lines
        total.accepted += part.accepted
        total.refused += part.refused
        total.blank += part.blank
        events += [part.events] if part.events else []
        refusals += [part.refusals] if part.refusals else []
        for name, count in part.extra_fields.items():
            if name in names or len(names) < MOST_EXTRA_NAMES:
                names[name] += count
        if on_progress:
            on_progress(chunk.size)
    return Reading(
        lines=total.lines,
        accepted=total.accepted,
        refused=total.refused,
        blank=total.blank,
        events=events,
        refusals=refusals,
        extra_fields=dict(names),
    )
