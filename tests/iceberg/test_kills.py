"""Killed at twenty places, a run on Iceberg shows all or nothing, and the next one ends equal."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.homes import Finished, delivery
from tests.iceberg.homes import ended, load, served_home, shown
from tests.paths import PROJECT
from tests.postgres import is_installed
from transforms.engines.extra import JAVA, java_version

pytest.importorskip("pyspark")
pytest.importorskip("psycopg")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not is_installed(), reason="needs PostgreSQL"),
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
]
#: The last statements before COMMIT; `after switch` is the first after it.
LAST = ("before switch", "after _move", "after _write")
NUMBERED = 20 - len(LAST) - 1


def killed(home: Path, place: str) -> Finished:
    command = [sys.executable, "-m", "tests.iceberg.killed", str(home), place]
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=3600
    )


def test_killed_at_twenty_places_it_shows_all_or_nothing(tmp_path: Path) -> None:
    with served_home(tmp_path / "home") as home:
        load(home, "0", delivery(0))
        passed = killed(home, "none").stdout.partition("PLACES\n")[2].split("\n")
        before = shown(home)
        load(home, "1", delivery(1))
        most = int(0.8 * passed.index("before switch"))  # a second batch passes nearly as many
        numbered = [str(1 + each * most // NUMBERED) for each in range(NUMBERED)]
        for place in (*numbered, *LAST):
            assert killed(home, place).returncode == -9, place
            assert shown(home)["switches"] == before["switches"], place
            assert shown(home)["batches"] == 1
        assert killed(home, "after switch").returncode == -9
        after = shown(home)
        assert (after["batches"], len(after["switches"])) == (2, 2)
        assert "nothing new" in ended(home, "iceberg", "run").stdout
        assert "identical" in ended(home, "iceberg", "verify").stdout
