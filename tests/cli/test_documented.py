"""Every command line of README and docs runs, or is one that the program takes."""

import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import click
import pytest
import typer.main

from tests.cli.documented import (
    OTHER,
    PROGRAM,
    block_lines,
    is_synopsis,
    sentence_lines,
    spelled_out,
)
from tests.cli.shop import Shop
from tests.events import event, lines
from tests.paths import PROJECT
from transforms.cli import app
from transforms.query.shell import find_duckdb

GROUP = cast("click.Group", typer.main.get_command(app))
LINES = list(dict.fromkeys(block_lines()))
#: One that follows does not end.
RUN = [
    line
    for line in LINES
    if not is_synopsis(line) and not line.startswith("make") and "--follow" not in line
]
TAKEN = sorted({*LINES, *sentence_lines()} - {line for line in LINES if OTHER.match(line)})
#: README's are run each time, the others with the long tests; so are those that build Silver anew.
FIRST = {
    line
    for line in block_lines([PROJECT / "README.md"])
    if not re.search(r" verify\b| --rebuild\b", line)
}
#: What a small shop without models, extras and people with access says of a line, by exit code.
LACKING = {
    r" serve( |$)": 78,
    r" app( |$)": 78,
    r" ml (cards|score)\b": 66,
    r" ml train .*--test-cutoff": 2,
    r" ml evaluate sessions\.csv": 66,
    r" --engines? .*spark": 78,
    r" iceberg ": 78,
    r" quality --strict": 65,
    r' --segment "Paid Search"': 2,
}
#: With the extra such a line goes on: for ever, or for minutes.
EXTRAS = {r" app( |$)": "streamlit", r" --engines? .*spark": "pyspark", r" iceberg ": "psycopg"}


def words_of(line: str) -> list[str]:
    """Give the words behind the program's name; what another program gets is cut off."""
    text = line[PROGRAM.match(line).end() :]  # type: ignore[union-attr]
    return shlex.split(re.sub(r" (?:--|>) .*| --$", "", text), comments=True)


@pytest.fixture
def place(loaded: Shop, tmp_path: Path) -> Path:
    """A folder like the project's, with the programs that the lines name."""
    folder = tmp_path / "place"
    programs = {
        "etl.py": f"{sys.executable} {PROJECT / 'etl.py'}",
        "lakehouse": f"{sys.executable} {PROJECT / 'etl.py'}",
        "python": sys.executable,
        "duckdb": find_duckdb(),
    }
    for name, program in programs.items():
        path = folder / ".venv" / "bin" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\nexec {program} "$@"\n')
        path.chmod(0o755)
    (folder / "etl.py").symlink_to(PROJECT / "etl.py")
    (folder / "examples").symlink_to(PROJECT / "examples")
    (folder / "my_report.sql").write_text("select 1;\n")
    for name in ("inbox", "dead_letter"):
        (loaded.home / name).mkdir(exist_ok=True)
    (loaded.home / ".env").touch()
    return folder


def run(line: str, place: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in bash, for this home; of what is made up a little will do."""
    line = line.replace("/srv/lake", str(home)).replace("/srv/www", str(place))
    line = re.sub(r"^chgrp (-R )?\w+", r"chgrp \1$(id -g)", line)
    if "generate" in line:
        line += " --events 1000 --users 60"
    path = f"{place / '.venv/bin'}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=place,
        env=os.environ | {"PATH": path, "LAKEHOUSE_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    "line",
    [pytest.param(each, marks=() if each in FIRST else pytest.mark.deep) for each in RUN],
)
def test_a_line_runs(line: str, place: Path, loaded: Shop) -> None:
    if "/published/" in line:
        assert loaded.call("publish", "--format", "duckdb", "--format", "csv").code == 0
    if "zoe@" in line:
        loaded.put("zoe.jsonl", lines(event("page_view", "z", user_id="zoe@shop.example")))
        assert loaded.call("run").code == 0
    if any(re.search(each, line) and find_spec(name) for each, name in EXTRAS.items()):
        pytest.skip("the extra is installed")
    ended = run(line, place, loaded.home)
    wanted = next((code for each, code in LACKING.items() if re.search(each, line)), 0)
    assert ended.returncode == wanted, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("line", TAKEN)
def test_a_line_is_one_that_the_program_takes(line: str) -> None:
    name, *words = words_of(spelled_out(line)) or ["--help"]
    if name.startswith("-"):
        assert name in {"--help", *(option for each in GROUP.params for option in each.opts)}
    else:  # a sentence may name a command alone, without what it must be given
        GROUP.commands[name].make_context(name, words, resilient_parsing=not words)


def test_a_target_of_make_is_there() -> None:
    targets = {line.split()[1] for line in LINES if line.startswith("make")}
    for target in {*targets, "docs", "check", "test-deep", "venv"}:
        dry = ["make", "--dry-run", "--directory", str(PROJECT), target]
        assert subprocess.run(dry, capture_output=True, check=False, timeout=60).returncode == 0


def test_lines_are_found() -> None:
    assert len(RUN) > 35
    assert len(TAKEN) > 80
    assert 'etl.py shell -- -csv -c "from vw_coupon_performance" > coupons.csv' in RUN
