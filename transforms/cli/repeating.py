"""Runs again and again, for those without a scheduler."""

import time
from collections.abc import Callable

from transforms.cli.outcome import outcome, record_end, report_error
from transforms.system.signals import stop_is_wished, stoppable, wait_until

_INTERRUPTED = 130


def repeat(run: Callable[[], None], seconds: int) -> int:
    """Run at once and then every so many seconds, and return the last exit code in the end.

    A run that fails is reported, and the next one tries again. SIGTERM ends it after the
    current batch, an interrupt at once. A run that takes longer is followed by the next at once.
    """
    with stoppable():
        while True:
            started = time.monotonic()
            exit_code, sentence = outcome(run)
            if sentence:
                report_error(sentence, exit_code)
            record_end(exit_code, time.monotonic() - started, sentence)
            if exit_code == _INTERRUPTED:
                return exit_code
            wait_until(started + seconds)
            if stop_is_wished():
                return 0
