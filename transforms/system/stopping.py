"""A wish to stop: SIGTERM lets the batch at hand finish, and no other begins."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PAUSE_SECONDS = 0.5
_wishes: list[int] = []


@contextmanager
def stoppable() -> Iterator[None]:
    """Take SIGTERM as a wish for the block, instead of ending the process."""
    _wishes.clear()
    before = signal.signal(signal.SIGTERM, _wish)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        _wishes.clear()


def stop_is_wished() -> bool:
    """Tell whether somebody wants the process to end."""
    return bool(_wishes)


def wait_until(due: float) -> None:
    """Sleep until a moment of the monotonic clock, or until somebody wants the process to end."""
    while not stop_is_wished() and (left := due - time.monotonic()) > 0:
        time.sleep(min(left, _PAUSE_SECONDS))


def _wish(number: int, _frame: FrameType | None) -> None:
    _wishes.append(number)
