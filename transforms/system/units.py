"""Spans of time and sizes, as people write and read them: `15m`, `3 minutes ago`, `1.2 GiB`."""

import re

from transforms.errors import UsageError

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_NAMES = (
    ("second", 1),
    ("minute", 60),
    ("hour", 3600),
    ("day", 86_400),
    ("month", 30 * 86_400),
    ("year", 365 * 86_400),
)
_SIZES = ("bytes", "KiB", "MiB", "GiB", "TiB")


def seconds_of(text: str, option: str = "--every") -> int:
    """Read a span such as `90s`, `15m`, `2h` or `1d`, in seconds.

    Raises:
        UsageError: it is no such span, or none at all.
    """
    found = re.fullmatch(r"([1-9][0-9]{0,5})([smhd])", text)
    if found is None:
        raise UsageError(f"{option} must be a span like 90s, 15m, 2h or 1d, got {text!r}")
    return int(found[1]) * _UNITS[found[2]]


def span_in_words(seconds: float) -> str:
    """Say a span by its largest unit: `45 seconds`, `3 minutes`, `2 days`."""
    name, length = next(
        (each for each in reversed(_NAMES) if abs(seconds) >= each[1]), ("second", 1)
    )
    return counted(int(abs(seconds) // length), name)


def ago(seconds: float) -> str:
    """Say how long ago something was; what lies ahead is said too, as clocks may be wrong."""
    return f"{span_in_words(seconds)} ago" if seconds >= 0 else f"in {span_in_words(seconds)}"


def counted(number: int, noun: str) -> str:
    """Say how many there are: `1 batch`, `2 batches`, `1,000 queries`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith(('ch', 's', 'x')) else 's'}"


def size_in_words(size: float) -> str:
    """Say a number of bytes: `512 bytes`, `1.2 GiB`."""
    for unit in _SIZES[:-1]:
        if size < 1024:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} {_SIZES[-1]}"
