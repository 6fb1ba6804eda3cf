"""Signals: a stop ends a block as Ctrl-C does, or is a wish that the block asks for."""

import os
import signal
import time

import pytest

from transforms.system.signals import stop_is_wished, stoppable, stopping_gently, wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_interrupts_the_block_and_the_signal_is_as_before(number: signal.Signals) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # ignored, perhaps, in the background
    try:
        with pytest.raises(KeyboardInterrupt), stopping_gently():
            _told(number)
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_what_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping_gently():
            _told(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_wish_to_stop_ends_the_waiting_and_not_the_block() -> None:
    with stoppable():
        assert not stop_is_wished()
        _told(signal.SIGTERM)
        wait_until(time.monotonic() + 60)
        assert stop_is_wished()
    assert not stop_is_wished()


def test_a_wish_within_a_gentle_block_does_not_interrupt_it() -> None:
    with stoppable(), stopping_gently():
        _told(signal.SIGTERM)
        assert stop_is_wished()


def _told(number: signal.Signals) -> None:
    """Send this process a signal; Python hands it over a moment later."""
    os.kill(os.getpid(), number)
    time.sleep(0.01)
