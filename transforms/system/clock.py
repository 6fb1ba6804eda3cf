"""The clock: the time of now, as the lake has times."""

from datetime import UTC, datetime


def now() -> datetime:
    """Tell the time, as a naive UTC timestamp."""
    return datetime.now(UTC).replace(tzinfo=None)
