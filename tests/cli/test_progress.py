"""Progress: a bar and a spinner for who looks on, and a line now and then in the log."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from transforms.cli.progress import TerminalProgress
from transforms.system.progress import Progress


def follow(progress: Progress) -> None:
    """Do a batch of two models and ten bytes, three steps, and look at a file."""
    with progress.batch("loading a batch", 10, 2) as (on_bytes, on_model):
        on_bytes(10)
        on_model(None)
    with progress.steps("maintaining", 3) as step:
        step(2)
    with progress.spinner("taking files") as on_file:
        on_file(Path("inbox/a.jsonl"), 2_000_000)


def test_a_terminal_sees_shares_of_a_batch_and_counts_of_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    monkeypatch.setenv("TERM", "xterm")
    follow(TerminalProgress())
    shown = capsys.readouterr()
    assert shown.out == ""
    for text in ("loading a batch", " 75%", "maintaining", "2/3", "taking files"):
        assert text in shown.err


def test_who_wants_it_quiet_sees_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    follow(TerminalProgress(quiet=True, every=0.001))
    follow(Progress())
    assert capsys.readouterr() == ("", "")


class Listener(logging.Handler):
    """Hears the log, and lets work wait until a thing is said."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted, self.heard = "", Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.wanted and re.fullmatch(self.wanted, record.getMessage()):
            self.heard.set()

    def hears(self, wanted: str) -> bool:
        self.heard.clear()
        self.wanted = wanted
        return self.heard.wait(30)


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    log, listener = logging.getLogger("lakehouse"), Listener()
    monkeypatch.setattr(log, "level", logging.INFO)
    log.addHandler(listener)
    yield listener
    log.removeHandler(listener)


def test_off_a_terminal_long_work_is_told_in_the_log(listener: Listener) -> None:
    progress = TerminalProgress(every=0.001)
    with progress.batch("loading a batch", 10, 2) as (on_bytes, on_model):
        assert listener.hears(r"loading a batch, 0%, 0:00:00 so far")
        on_bytes(10)
        assert listener.hears(r"loading a batch, 50%, 0:00:\d\d so far")
        on_model(None)
        assert listener.hears(r"loading a batch, 75%, 0:00:\d\d so far")
    with progress.spinner("taking files") as on_file:
        on_file(Path("inbox/[a].jsonl"), 2_097_152)
        assert listener.hears(r"taking files: \[a\]\.jsonl 2\.0 MiB, 0:00:\d\d so far")


def test_off_a_terminal_short_work_is_silent(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    follow(TerminalProgress())
    assert capsys.readouterr() == ("", "")
    assert caplog.records == []


def test_a_file_name_is_no_markup(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    progress = TerminalProgress()
    with progress.spinner("taking [/x] :x:") as on_file:
        on_file(Path("inbox/[red]\\[/]\x1b[2J.jsonl"), 1)
    with progress.steps("publishing [/x] :x:", 1) as step:
        step(1)
    shown = capsys.readouterr().err
    assert "taking [/x] :x:" in shown
    assert "publishing [/x] :x:" in shown
    assert "\x1b[2J.jsonl" not in shown
