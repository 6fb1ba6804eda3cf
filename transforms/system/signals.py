"""Signals: how a command ends that the system, or somebody, asks to end.

Within `stopping_gently` SIGTERM and SIGHUP end the block as Ctrl-C does, rolled back and told.
Within `stoppable` SIGTERM is a wish: the batch that is being loaded finishes, and no other begins.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPS = (signal.SIGTERM, signal.SIGHUP)
_PAUSE_SECONDS = 0.5
_wishes: list[int] = []


@contextmanager
def stopping_gently() -> Iterator[None]:
    """Let a stop interrupt the block instead of killing the process; what is ignored stays so."""
    is_main = threading.current_thread() is threading.main_thread()
    taken = [each for each in _STOPS if is_main and signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


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
