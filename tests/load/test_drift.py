"""The lake keeps a bounded number of fields' names, the same whatever came in which order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lakes import Lake, build_lake
from transforms.load.drift import keep_drift
from transforms.parse.drift import MOST_NAMES, Drift

BATCHES = {
    "a": Drift({f"f{n:04d}": 1 for n in range(0, 1600, 2)}),
    "b": Drift({f"f{n:04d}": 2 for n in range(0, 1600, 3)}, others=5),
    "c": Drift({f"f{n:04d}": 1 for n in range(1, 1600, 2)}),
    "d": Drift(),
}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    lake = build_lake(tmp_path, [], engine="duckdb")
    yield lake
    lake.close()


def test_the_first_names_of_all_batches_are_kept_and_the_rest_is_added_up(lake: Lake) -> None:
    found = []
    for order in ("abcd", "dcba", "bcad"):
        lake.connection.execute("delete from lake.ops.field_drift")
        for batch_id in order:
            keep_drift(lake.connection, [(batch_id, BATCHES[batch_id])])
        found.append(
            lake.query("select batch_id, field, lines from lake.ops.field_drift order by all")
        )
    lake.connection.execute("delete from lake.ops.field_drift")
    keep_drift(lake.connection, BATCHES.items())
    found.append(lake.query("select batch_id, field, lines from lake.ops.field_drift order by all"))
    assert found[0] == found[1] == found[2] == found[3]
    kept = [row for row in found[0] if row["field"]]
    assert {row["field"] for row in kept} == {f"f{n:04d}" for n in range(MOST_NAMES)}
    rest = {row["batch_id"]: row["lines"] for row in found[0] if row["field"] is None}
    assert rest == {"a": 300, "b": 2 * 200 + 5, "c": 300}
