"""The files of a set: parts appended one after the other, and counted."""

import itertools
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from transforms.generate.dirt import NOT_UTF8, Arrival
from transforms.generate.events import Shop
from transforms.generate.options import Generated
from transforms.generate.random import Whole
from transforms.generate.truth import Truth, TruthWriter


@dataclass(frozen=True)
class Made:
    """What one part gave: its lines in the order of arrival, and what is true of it."""

    arrival: Arrival
    texts: pa.Array
    fate: Whole
    truth: Truth


class SetWriter(ExitStack):
    """Append parts to the files of a set."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        super().__init__()
        count = shop.options.files
        self._is_broken = shop.options.malformed > 0
        width = max(3, len(str(count - 1)))
        self._names = [f"{number:0{width}}.jsonl" for number in range(count)]
        (folder / "events").mkdir()
        self._files = [
            self.enter_context((folder / "events" / name).open("xb")) for name in self._names
        ]
        self._truth = self.enter_context(TruthWriter(shop, folder / "truth", self._names))
        self._lines = np.zeros(count, dtype=np.int64)
        self._duplicates = self._blank = self._refused = 0

    def write(self, made: Made) -> None:
        """Append the lines of a part, and its truth."""
        came = made.arrival
        starts = np.searchsorted(came.file, np.arange(len(self._files) + 1))
        for number, (first, end) in enumerate(itertools.pairwise(starts)):
            if end > first:
                texts = made.texts.slice(first, end - first)
                self._files[number].write(_bytes_of(texts, has_marks=self._is_broken))
        number_in_file = self._lines[came.file] + np.arange(len(came.file)) - starts[came.file] + 1
        self._lines += np.diff(starts)
        self._blank += int((came.event < 0).sum())
        self._duplicates += int((came.is_repeated & (came.event >= 0)).sum())
        self._refused += self._truth.write(made.truth, came.file, number_in_file, made.fate)

    def finished(self, out: Path) -> Generated:
        """Complete the truth, and say what was made."""
        self._truth.finish()
        lines = int(self._lines.sum())
        return Generated(
            folder=out,
            files=[out / "events" / name for name in self._names],
            lines=lines,
            events=lines - self._duplicates - self._blank - self._refused,
            duplicates=self._duplicates,
            refused=self._refused,
            blank=self._blank,
        )


def _bytes_of(texts: pa.Array, *, has_marks: bool) -> memoryview | bytes:
    """Give texts as they lie in memory, one behind the other."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset :]
    held = memoryview(texts.buffers()[2])[int(offsets[0]) : int(offsets[len(texts)])]
    return held.tobytes().replace(*NOT_UTF8) if has_marks else held
