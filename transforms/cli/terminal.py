"""The terminal: how wide it is, which characters it has, and what records in its place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.text import Text

from transforms.cli.bars import sparkline
from transforms.system.terminal_text import visible_lines

_WIDEST = 10_000
_recording: list[Console] = []


def console() -> Console:
    """Give the terminal, or what records; a file or a pipe is as wide as a table wants."""
    if _recording:
        return _recording[-1]
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=_WIDEST)


@contextmanager
def recorded(width: int, file: Any) -> Iterator[Console]:
    """Keep what is printed, as a terminal of this width shows it, for a picture."""
    _recording.append(
        Console(
            record=True,
            width=width,
            file=file,
            force_terminal=True,
            color_system="truecolor",
            no_color=False,
            legacy_windows=False,
            highlight=False,
        )
    )
    try:
        yield _recording[-1]
    finally:
        _recording.pop()


def print_line(text: str, style: str = "") -> None:
    """Print a text whose lines break between words, as wide as the terminal."""
    console().print(Text(visible_lines(text), style=style))


def draw(values: Sequence[float | None]) -> str:
    """Draw numbers as a sparkline, in characters that the terminal has."""
    return sparkline(values, is_unicode=is_unicode())


def is_unicode() -> bool:
    """Tell whether the terminal has more characters than ASCII."""
    return console().encoding.startswith("utf")
