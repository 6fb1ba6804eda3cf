"""The console script `lakehouse`: the same command line, with its versions and its completion."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import started

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
    assert started("etl.py", "--version").stdout == called("--version").stdout


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
