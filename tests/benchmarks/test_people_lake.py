"""The lake of made-up people: every view of people finds somebody in it."""

from pathlib import Path

from benchmarks.people_lake import fill
from benchmarks.views import GOALS
from tests.lakes import build_lake


def test_every_view_with_a_goal_has_people_in_it(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [], engine="duckdb")
    fill(lake.connection, 2_000)
    for name in GOALS:
        assert lake.query(f"select count(*) > 0 as is_there from {name}") == [{"is_there": True}]
    lake.close()
