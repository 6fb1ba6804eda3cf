"""docs/analysts.md: every SQL and Python block in it runs, on a lake as it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import Shop
from tests.paths import PROJECT
from transforms.query.shell import find_duckdb

PAGE = (PROJECT / "docs/analysts.md").read_text(encoding="utf-8")
ATTACH = re.compile(r"load ducklake;.*?^set search_path[^;]*;", re.DOTALL | re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def at_home(text: str, shop: Shop) -> str:
    """The page's text for this shop: its home, and a snapshot and a moment that it has."""
    [last] = shop.ask("select snapshot_id, snapshot_time from lake.snapshots() order by 1 desc")[:1]
    text = text.replace("/srv/lake", str(shop.home)).replace("=> 12", f"=> {last['snapshot_id']}")
    text = text.replace("snapshot_version 12", f"snapshot_version {last['snapshot_id']}")
    return text.replace("2026-01-31 06:00:00+00", last["snapshot_time"])


def test_the_page_has_blocks_to_run() -> None:
    assert (len(blocks("sql")), len(blocks("python"))) == (5, 1)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(blocks("sql"))))
def test_a_block_of_sql_runs_on_the_command_line(loaded: Shop, tmp_path: Path, number: int) -> None:
    attach = next(hit[0] for block in blocks("sql") if (hit := ATTACH.search(block)))
    block = blocks("sql")[number]
    script = tmp_path / "block.sql"
    script.write_text(at_home(block if ATTACH.search(block) else attach + block, loaded))
    done = subprocess.run(
        [find_duckdb(), "-bail", "-csv", "-f", str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") > 1


def test_every_block_of_sql_runs_in_the_shell(loaded: Shop) -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "etl.py"), "shell", "--home", str(loaded.home)],
        input=at_home("".join(blocks("sql")), loaded),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_block_of_python_runs(loaded: Shop) -> None:
    [block] = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", at_home(block, loaded)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].split() == ["2024-03-01", "1", "10.5"]
