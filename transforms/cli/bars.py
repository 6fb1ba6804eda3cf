"""Bars and sparklines: numbers as lengths and heights, in characters."""

from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = "▁▂▃▄▅▆▇█"
_ASCII_HEIGHTS = "_.-:=+*#"


def bar(value: float, most: float, width: int, *, is_unicode: bool = True) -> str:
    """Draw a number as a bar; the greatest of all is `width` characters long."""
    share = min(max(value / most, 0.0), 1.0) if most > 0 else 0.0
    if not is_unicode:
        return "#" * round(share * width)
    whole, part = divmod(round(share * width * 8), 8)
    return _EIGHTHS[8] * whole + (_EIGHTHS[part] if part else "")


def sparkline(values: Sequence[float | None], *, is_unicode: bool = True) -> str:
    """Draw numbers as heights from 0 to the greatest; a space where there is none."""
    heights = _HEIGHTS if is_unicode else _ASCII_HEIGHTS
    most = max((value for value in values if value is not None), default=0.0)
    return "".join(" " if value is None else _height(value, most, heights) for value in values)


def _height(value: float, most: float, heights: str) -> str:
    share = min(max(value / most, 0.0), 1.0) if most > 0 else 0.0
    return heights[round(share * (len(heights) - 1))]
