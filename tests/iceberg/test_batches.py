"""Batches on Iceberg end as on DuckDB; PostgreSQL, Java and PySpark are needed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.events import DAY, event, item, lines
from tests.faults.homes import delivery
from tests.iceberg.homes import change, ended, load, served_home, shown
from tests.postgres import is_installed
from transforms.engines.extra import JAVA, java_version

pytest.importorskip("pyspark")
pytest.importorskip("psycopg")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not is_installed(), reason="needs PostgreSQL"),
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
]
#: Between two sessions of `delivery`, so that they become one; and a day before all of them.
LATE = lines(
    event("page_view", "v4", 20),
    event("purchase", "v1", -DAY, transaction_id="t9", value=3, items=[item("q", price=3)]),
    event("sign_up", "v4", -DAY + 1, user_id="u4"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Four batches, one of them late, each landed on both lakes before the next."""
    with served_home(tmp_path_factory.mktemp("iceberg") / "home") as root:
        for number, batch in enumerate((delivery(0), delivery(2), LATE, delivery(1))):
            load(root, f"{number}", batch)
            assert "1 batch loaded" in ended(root, "iceberg", "run").stdout
        yield root


def test_four_batches_equal_the_lake_of_duckdb(home: Path) -> None:
    assert "identical" in ended(home, "iceberg", "verify").stdout
    assert "nothing new" in ended(home, "iceberg", "run").stdout
    told = shown(home)
    assert [each["kind"] for each in told["switches"]] == ["batch"] * 4
    assert told["batches"] == 4
    first, last = told["switches"][-1]["snapshots"], told["switches"][0]["snapshots"]
    assert first["silver.silver_sessions"] != last["silver.silver_sessions"]


def test_changed_settings_ask_for_a_rebuild(home: Path) -> None:
    change(home, sessions={"gap_minutes": 10})
    told = ended(home, "iceberg", "run", code=78).stderr
    assert "sessions.gap_minutes is 10" in told
    assert "etl.py iceberg rebuild" in told
    ended(home, "replay", "--rebuild")
    ended(home, "iceberg", "rebuild")
    assert "identical" in ended(home, "iceberg", "verify").stdout


def test_maintenance_changes_no_row(home: Path) -> None:
    change(home, warehouse={"threads": 1, "keep_snapshots_days": 0})
    files = {path for path in (home / "warehouse/iceberg").rglob("*") if path.is_file()}
    ended(home, "iceberg", "maintain")
    assert "identical" in ended(home, "iceberg", "verify").stdout
    left = {path for path in files if path.exists()}
    assert left < files
    ended(home, "iceberg", "maintain")
    assert {path for path in left if path.exists()} < left  # what was merged went in a later one
    assert "identical" in ended(home, "iceberg", "verify").stdout


def test_a_lake_from_the_archive_is_the_same(home: Path) -> None:
    ended(home, "iceberg", "rebuild", "--from-archive")
    assert "identical" in ended(home, "iceberg", "verify").stdout
    assert shown(home)["batches"] == 4
