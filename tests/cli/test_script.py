"""The console script `lakehouse`: the same command line, with its versions and its completion."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import click
import pytest
import typer.main

from tests.cli import shop
from transforms.cli import app

GROUP = cast("click.Group", typer.main.get_command(app))
SCRIPT = Path(sys.executable).with_name("lakehouse")


def called(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(SCRIPT), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_it_tells_the_versions() -> None:
    done = called("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"growth-lakehouse \d+\.\d+\.\d+, DuckDB 1\.5\.5, DuckLake [0-9a-f]{8}\n", done.stdout
    )


def test_etl_tells_the_same() -> None:
    assert shop.started("etl.py", "--version").stdout == called("--version").stdout


def test_it_is_called_by_its_own_name() -> None:
    done = called("status", "--nothing")
    assert done.returncode == 2
    assert "Usage: lakehouse status" in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [("lakehouse stat", {"status"}), ("lakehouse shell --team fin", {"finance"})],
)
def test_it_completes_commands_and_values(words: str, found: set[str]) -> None:
    done = called(
        _LAKEHOUSE_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(words.count(" ")),
    )
    assert done.returncode == 0
    assert set(done.stdout.split()) == found


@pytest.mark.parametrize("command", ["", *sorted(GROUP.commands)])
def test_help_names_no_type(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = shop.called(capsys, *filter(None, [command]), "--help").out
    assert not re.search(r"<\w+>|int range|\bTrue\b", shown)
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_help_says_what_an_option_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = " ".join(shop.called(capsys, "dead-letters", "--help").out.split())
    for told in ("action list | show | retry", "--home DIR", "--limit NUMBER", "--batch ID"):
        assert told in words


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("summary",),
        ("status",),
        ("run",),
        ("query", "from fct_events"),
        ("query", "from fct_events", "--format", "csv"),
        ("query", "from fct_events", "--format", "json"),
    ],
    ids=" ".join,
)
def test_who_has_read_enough_of_a_pipe_is_no_failure(
    loaded: shop.Shop, command: tuple[str, ...]
) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ended = subprocess.run(
            [str(SCRIPT), *command, "--home", str(loaded.home)],
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
            timeout=600,
        )
    finally:
        os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")
