"""Progress on a terminal: a bar or a spinner on standard error; off a terminal, silence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bar

from transforms.system.progress import OnFile, OnStep, Progress


class TerminalProgress(Progress):
    """Shows long work to whoever looks on."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr)
        self._shown = self._console.is_terminal and not quiet

    @contextmanager
    def spinner(self, title: str) -> Iterator[OnFile]:
        """Show the file that is being looked at, and its bytes so far."""
        if not self._shown:
            yield lambda _path, _done: None
            return
        with self._console.status(title) as status:
            yield lambda path, done: status.update(f"{title}: {path.name} {done / 1e6:,.1f} MB")

    @contextmanager
    def bar(self, title: str, total: int, *, is_share: bool = False) -> Iterator[OnStep]:
        """Show a bar with the steps that are done, or with their share."""
        if not self._shown:
            yield lambda _done: None
            return
        amount = TaskProgressColumn() if is_share else MofNCompleteColumn()
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            amount,
        )
        bar = Bar(*columns, TimeElapsedColumn(), console=self._console, transient=True)
        with bar:
            task = bar.add_task(title, total=max(total, 1))
            yield lambda done: bar.advance(task, done)
