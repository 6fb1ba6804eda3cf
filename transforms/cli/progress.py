"""Progress: a bar or a spinner on a terminal; off it, a line in the log every thirty seconds."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread

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
from rich.text import Text

from transforms.system.logs import event
from transforms.system.progress import OnFile, OnStep, Progress
from transforms.system.terminal_text import visible
from transforms.system.units import size_in_words

log = logging.getLogger("lakehouse")

_EVERY = 30.0


@dataclass
class _Work:
    """What is being done, for how long, and how far it is; `total` is 0 where nobody knows."""

    title: str
    total: int = 0
    done: int = 0
    looked_at: str = ""
    started: float = field(default_factory=time.monotonic)

    def tell(self) -> None:
        """Log how far it is."""
        share = f", {self.done / self.total:.0%}" if self.total else ""
        file = f": {self.looked_at}" if self.looked_at else ""
        seconds = time.monotonic() - self.started
        log.info(
            *("%s%s%s, %s so far", self.title, file, share, timedelta(seconds=int(seconds))),
            extra=event("progress", title=self.title, seconds=round(seconds, 3), done=self.done),
        )


class TerminalProgress(Progress):
    """Shows long work to whoever looks on, and tells it to whoever reads the log."""

    def __init__(self, *, quiet: bool = False, every: float = _EVERY) -> None:
        self._console = Console(file=sys.stderr)
        self._shown = self._console.is_terminal and not quiet
        self._told = not self._console.is_terminal and not quiet
        self._every = every

    @contextmanager
    def spinner(self, title: str) -> Iterator[OnFile]:
        """Show the file that is being looked at, and its bytes so far."""
        if self._shown:
            with self._console.status(_text(title)) as status:
                yield lambda path, done: status.update(
                    _text(f"{title}: {_looked_at(path.name, done)}")
                )
            return
        with self._telling(_Work(title)) as work:
            yield lambda path, done: setattr(work, "looked_at", _looked_at(path.name, done))

    @contextmanager
    def bar(self, title: str, total: int, *, is_share: bool = False) -> Iterator[OnStep]:
        """Show a bar with the steps that are done, or with their share."""
        if not self._shown:
            with self._telling(_Work(title, total)) as work:
                yield lambda done: setattr(work, "done", work.done + done)
            return
        amount = TaskProgressColumn() if is_share else MofNCompleteColumn()
        said = TextColumn("{task.description}", markup=False)
        columns = (SpinnerColumn(), said, BarColumn(), amount)
        bar = Bar(*columns, TimeElapsedColumn(), console=self._console, transient=True)
        with bar:
            task = bar.add_task(visible(title), total=max(total, 1))
            yield lambda done: bar.advance(task, done)

    @contextmanager
    def _telling(self, work: _Work) -> Iterator[_Work]:
        """Tell of work every so often, from a thread of its own: a step may take minutes."""
        is_over = Event()

        def tell() -> None:
            while not is_over.wait(self._every):
                work.tell()

        teller = Thread(target=tell, name="progress", daemon=True)
        if self._told:
            teller.start()
        try:
            yield work
        finally:
            is_over.set()
            if self._told:
                teller.join()


def _looked_at(name: str, done: int) -> str:
    return f"{name} {size_in_words(done)}"


def _text(said: str) -> Text:
    return Text(visible(said))
