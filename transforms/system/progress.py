"""Progress: what long work tells of how far it is. Here nobody listens; the log speaks.

A command hangs a bar onto it where there is a terminal (`transforms/cli/progress.py`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

OnStep = Callable[[int], None]
OnModel = Callable[[object], None]
OnFile = Callable[[Path, int], None]


class Progress:
    """Follows long work in silence; `bar` and `spinner` are what others may show."""

    @contextmanager
    def batch(self, title: str, size: int, models: int) -> Iterator[tuple[OnStep, OnModel]]:
        """Follow a batch: its bytes are read, then its models run; each is half of the bar."""
        with self.bar(title, 2 * size * models, is_share=True) as advance:
            yield lambda done: advance(done * models), lambda _run: advance(size)

    @contextmanager
    def steps(self, title: str, total: int) -> Iterator[OnStep]:
        """Follow work that is counted in steps."""
        with self.bar(title, total) as advance:
            yield advance

    @contextmanager
    def spinner(self, title: str) -> Iterator[OnFile]:  # noqa: ARG002 - for those who show it
        """Follow files of unknown number by name and bytes."""
        yield lambda _path, _done: None

    @contextmanager
    def bar(self, title: str, total: int, *, is_share: bool = False) -> Iterator[OnStep]:  # noqa: ARG002 - as above
        """Follow work of a known amount; `is_share` if its number says nothing to people."""
        yield lambda _done: None
