"""Progress: a bar and a spinner for who looks on, and silence for scripts."""

from pathlib import Path

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
    follow(TerminalProgress(quiet=True))
    follow(Progress())
    assert capsys.readouterr() == ("", "")


def test_a_pipe_sees_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    follow(TerminalProgress())
    assert capsys.readouterr() == ("", "")
