"""A late event, a login, a refund: the views of people are those of a lake that knew all along."""

from pathlib import Path
from typing import Any

import pytest

from tests.differences import assert_same, differences
from tests.events import DAY, event, lines
from tests.lakes import Lake, build_lake

Row = dict[str, Any]
VIEWS = {
    "vw_active_users_by_period",
    "vw_active_users_daily",
    "vw_activation_weekly",
    "vw_cohort_value_monthly",
    "vw_early_against_late",
    "vw_feature_adoption_monthly",
    "vw_growth_accounting",
    "vw_power_users",
    "vw_retention",
    "vw_retention_curves",
    "vw_retention_recurring",
    "vw_revenue_per_user_monthly",
    "vw_user_funnel",
}
#: A laptop and a phone that nobody knows to be one person's, one who stays, and one who buys.
KNOWN = [
    event("view_item_list", "laptop", 0),
    event("view_item", "laptop", 1),
    event("view_item", "phone", 9 * DAY),
    event("add_to_cart", "phone", 9 * DAY + 1),
    *(event("page_view", "stays", day * DAY) for day in range(1, 60, 2)),
    event("view_item_list", "buys", 35 * DAY),
    event("purchase", "buys", 35 * DAY + 1, transaction_id="t", value=30),
    event("page_view", "buys", 66 * DAY),
    event("page_view", "last", 140 * DAY),
]
#: What comes afterwards, and the views that tell of it.
LATER: dict[str, tuple[list[Row], set[str]]] = {
    "a late event is somebody's first": (
        [event("add_to_cart", "buys", 30 * DAY)],
        VIEWS - {"vw_user_funnel"},
    ),
    "a login makes one person of two": (
        [
            event("page_view", "laptop", 70 * DAY, user_id="ada"),
            event("page_view", "phone", 70 * DAY + 1, user_id="ada"),
        ],
        VIEWS - {"vw_early_against_late"},
    ),
    "a refund takes back what a cohort brought": (
        [event("refund", None, 71 * DAY, transaction_id="t", value=12)],
        {"vw_cohort_value_monthly", "vw_revenue_per_user_monthly"},
    ),
    "a profile gives a segment": (
        [event("profile", None, 2 * DAY, user_id="ada", segment="shops")],
        VIEWS - {"vw_active_users_by_period", "vw_revenue_per_user_monthly"},
    ),
}


def views(lake: Lake) -> dict[str, list[Row]]:
    return {name: lake.query(f"from {name}") for name in sorted(VIEWS)}


@pytest.mark.deep
def test_in_the_end_all_is_as_if_it_had_come_in_time(tmp_path: Path) -> None:
    later = [event for events, _ in LATER.values() for event in events]
    batches = [KNOWN, *(events for events, _ in LATER.values())]
    step_by_step = build_lake(
        tmp_path / "steps", [lines(*each) for each in batches], engine="duckdb"
    )
    at_once = build_lake(tmp_path / "once", [lines(*later[::-1], *KNOWN)], engine="duckdb")
    expected = views(at_once)
    assert all(expected.values())
    assert_same(expected, views(step_by_step))
    step_by_step.close()
    at_once.close()


@pytest.mark.deep
def test_what_comes_later_changes_what_it_tells_of(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(*KNOWN)], engine="duckdb")
    for story, (events, expected) in LATER.items():
        before = views(lake)
        lake.load(lines(*events))
        after = views(lake)
        changed = {
            name
            for name in VIEWS
            if differences({name: before[name]}, after) or differences({name: after[name]}, before)
        }
        assert changed == expected, story
    lake.close()
