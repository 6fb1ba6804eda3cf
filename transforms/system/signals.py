"""Interrupts: a stop that the system asks for ends a run as Ctrl-C does, rolled back and told."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STOPS = (signal.SIGTERM, signal.SIGHUP)


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
