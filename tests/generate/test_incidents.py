"""What was planned to break falls on its days, and a monitor finds it."""

from pathlib import Path

import duckdb
import pytest

from tests.generate.sets import loaded, make, truth
from transforms.config import Config
from transforms.generate.incidents import incidents_of
from transforms.generate.options import GeneratorOptions
from transforms.generate.random import KeyedRandom
from transforms.quality.monitors import due_days, judge
from transforms.system.setting_judging import MonitorSettings

KINDS = {"traffic", "channel", "field", "checkout"}
CHANNEL = MonitorSettings(
    figure="attributed_revenue", slice="last_click / Paid Search", owner="marketing"
)


def planned(days: int) -> list[tuple[str, int, int]]:
    options = GeneratorOptions(days=days)
    return [tuple(each) for each in incidents_of(options, KeyedRandom(options.seed))]


def test_the_last_incident_is_one_that_a_monitor_judges() -> None:
    assert planned(47) == []
    ((kind, first, last),) = planned(48)
    assert (kind, first) == ("checkout", 45)
    assert last <= 46
    incidents = planned(730)
    assert {kind for kind, *_ in incidents} == KINDS
    assert [first for _, first, _ in incidents] == sorted(first for _, first, _ in incidents)
    assert incidents[-1][1] == 727


def test_figures_fall_on_the_days_of_incidents(tmp_path: Path) -> None:
    made = make(tmp_path / "set", 40_000, days=140, users=4_000, incidents=True)
    shares = duckdb.sql(
        f"""
        with days as (
            select
                session_start_at::date as day, count(*) as sessions, sum(order_count) as orders,
                count(*) filter (where medium = 'cpc') as paid
            from {truth(made, "sessions")} group by day
        ),
        incidents as (from {truth(made, "incidents")} where figure <> 'revenue')
        select
            kind,
            avg(case kind when 'traffic' then sessions when 'channel' then paid else orders end)
                filter (where day between first_day and last_day)
            / avg(case kind when 'traffic' then sessions when 'channel' then paid else orders end)
                filter (where day between first_day - 21 and first_day - 1)
        from days cross join incidents where kind <> 'field' group by kind
        """
    ).fetchall()
    found = dict(shares)
    assert 0.15 < found["traffic"] < 0.45
    assert found["channel"] == 0
    assert found["checkout"] < 0.3


@pytest.mark.deep
def test_monitors_find_every_incident(tmp_path: Path) -> None:
    shop = {"days": 140, "users": 20_000, "growth": True, "incidents": True, "files": 2}
    made = make(tmp_path / "set", 280_000, **shop)
    lake = loaded(tmp_path / "home", made)
    settings = {"judge_days": 139, "monitors": {"paid_search": CHANNEL.model_dump()}}
    config = Config.model_validate({"monitoring": settings})
    broken = {
        (verdict.monitor, verdict.slice, each.day)
        for verdict in judge(lake.connection, config, due_days(lake.connection, config))
        for each in verdict.days
        if each.is_broken
    }
    monitors = {"fill_rate": "fill_drop", "attributed_revenue": "paid_search"}
    incidents = lake.query(f"from {truth(made, 'incidents')}")
    lake.close()
    assert {each["kind"] for each in incidents} == KINDS
    for each in incidents:
        monitor = monitors.get(each["figure"], each["figure"])
        assert (monitor, each["slice"], each["first_day"]) in broken, each
