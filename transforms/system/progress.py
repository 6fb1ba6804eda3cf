"""Progress: a bar on a terminal, log lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bar

OnStep = Callable[[int], None]
OnModel = Callable[[object], None]


class Progress:
    """Shows long work on standard error; off a terminal it stays silent and the log speaks."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr)
        self._shown = self._console.is_terminal and not quiet

    @contextmanager
    def batch(self, title: str, size: int, models: int) -> Iterator[tuple[OnStep, OnModel]]:
        """Follow a batch: its bytes are read, then its models run; each is half of the bar."""
        with self._bar(title, 2 * size * models, TaskProgressColumn()) as advance:
            yield lambda done: advance(done * models), lambda _run: advance(size)

    @contextmanager
    def steps(self, title: str, total: int) -> Iterator[OnStep]:
        """Follow work that is counted in steps."""
        with self._bar(title, total, MofNCompleteColumn()) as advance:
            yield advance

    @contextmanager
    def spinner(self, title: str) -> Iterator[Callable[[Path, int], None]]:
        """Follow files of unknown number by name and bytes."""
        if not self._shown:
            yield lambda _path, _done: None
            return
        with self._console.status(title) as status:
            yield lambda path, done: status.update(f"{title}: {path.name} {done / 1e6:,.1f} MB")

    @contextmanager
    def _bar(self, title: str, total: int, amount: ProgressColumn) -> Iterator[OnStep]:
        if not self._shown:
            yield lambda _: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), amount)
        bar = Bar(*columns, TimeElapsedColumn(), console=self._console, transient=True)
        with bar:
            task = bar.add_task(title, total=max(total, 1))
            yield lambda done: bar.advance(task, done)
