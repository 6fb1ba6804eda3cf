"""The files of a set: chunks appended one after the other, and their lines counted."""

import itertools
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from transforms.generate.arrival import Arrival
from transforms.generate.corruptions import NOT_UTF8
from transforms.generate.options import Generated
from transforms.generate.shop import Shop
from transforms.generate.truth import ChunkTruth, TruthWriter


@dataclass(frozen=True)
class ChunkOutput:
    """What a chunk gave: a row per line in `arrival` and `lines`, and what is true of it."""

    arrival: Arrival
    lines: pa.Array
    truth: ChunkTruth


class SetWriter(ExitStack):
    """Append chunks to the files of a set."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        super().__init__()
        count = shop.options.files
        self._has_not_utf8 = shop.options.malformed > 0
        width = max(3, len(str(count - 1)))
        self._names = [f"{number:0{width}}.jsonl" for number in range(count)]
        (folder / "events").mkdir()
        self._files = [
            self.enter_context((folder / "events" / name).open("xb")) for name in self._names
        ]
        self._truth = self.enter_context(TruthWriter(shop, folder / "truth", self._names))
        self._lines_written = np.zeros(count, dtype=np.int64)
        self._duplicates = self._blank = self._refused = 0

    def write(self, chunk: ChunkOutput) -> None:
        """Append the lines of a chunk, and its truth."""
        arrival = chunk.arrival
        starts = np.searchsorted(arrival.file, np.arange(len(self._files) + 1))
        self._append(chunk.lines, starts.tolist())
        lines_before = self._lines_written - starts[:-1]
        line_number = lines_before[arrival.file] + np.arange(1, len(arrival.file) + 1)
        self._lines_written += np.diff(starts)
        self._blank += int(arrival.is_blank.sum())
        self._duplicates += int(arrival.is_duplicate.sum())
        self._refused += self._truth.write(chunk.truth, arrival, line_number)

    def finished(self, out: Path) -> Generated:
        """Complete the truth, and say what was made."""
        self._truth.finish()
        lines = int(self._lines_written.sum())
        return Generated(
            folder=out,
            files=[out / "events" / name for name in self._names],
            lines=lines,
            events=lines - self._duplicates - self._blank - self._refused,
            duplicates=self._duplicates,
            refused=self._refused,
            blank=self._blank,
        )

    def _append(self, lines: pa.Array, starts: list[int]) -> None:
        """Append to each file its lines; they begin at its start."""
        for file, (start, end) in zip(self._files, itertools.pairwise(starts), strict=True):
            if end > start:
                file.write(_bytes_of(lines.slice(start, end - start), self._has_not_utf8))


def _bytes_of(lines: pa.Array, has_not_utf8: bool) -> memoryview | bytes:
    """Give lines as they lie in memory, one behind the other."""
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)[lines.offset :]
    held = memoryview(lines.buffers()[2])[int(offsets[0]) : int(offsets[len(lines)])]
    return held.tobytes().replace(*NOT_UTF8) if has_not_utf8 else held
