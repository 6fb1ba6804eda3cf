"""What so many events a day ask for: each step of the verdict, and figures reckoned by hand."""

import pytest

from transforms.models.model import materialized
from transforms.operate.scale import estimate


@pytest.mark.parametrize(
    ("events_per_day", "cores", "verdict"),
    [
        pytest.param(1, 1, "one machine", id="an event"),
        pytest.param(2_500_000, 2, "one machine", id="a year's rebuild takes a night at most"),
        pytest.param(3_000_000, 2, "more cores", id="a year's rebuild takes longer"),
        pytest.param(3_000_000, 4, "one machine", id="with more cores it takes a night again"),
        pytest.param(80_000_000, 64, "one machine", id="a large machine"),
        pytest.param(90_000_000, 64, "a cluster", id="more than a machine has"),
    ],
)
def test_a_verdict_follows_from_time_and_cores(
    events_per_day: int, cores: int, verdict: str
) -> None:
    found = estimate(events_per_day, cores)
    assert found.verdict == verdict
    assert bool(found.reasons) == (verdict != "one machine")


def test_a_billion_a_day() -> None:
    found = estimate(1_000_000_000, 2)
    assert (found.batch_events, found.peak_batch_events) == (10_416_667, 31_250_001)
    assert found.peak_batch_seconds == pytest.approx(1.5 + 31.25 * 77 / 2, rel=1e-3)
    assert found.year_rebuild_seconds == pytest.approx(365e9 / 33_214, rel=1e-3)
    assert found.cluster_cores == 15  # 31.25 million at 177 s a million in 450 - 78 s
    assert found.lake_bytes_per_year == 365 * 190 * 10**9
    assert found.partition == "day"
    assert len(found.reasons) == 2


def test_no_event_a_day_divides_by_nothing() -> None:
    assert estimate(0, 1).verdict == "one machine"


def test_every_table_is_brought_together_by_one_key() -> None:
    named = [table for each in estimate(1, 1).shuffles for table in each.tables]
    tables = [model.name for model in materialized() if model.is_table]
    assert sorted(named) == sorted([*tables, "stg_events"])
