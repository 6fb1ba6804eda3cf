"""Experiments: windows of days with sightings."""

from datetime import date
from typing import Any

import pytest

from tests.events import DAY, event, item
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story


def seen(code: str, *days: int) -> list[Any]:
    return [event("view_item", "v", day * DAY, items=[item("p", code)]) for day in days]


def window(count: int, first: date, end: date | None) -> dict[str, Any]:
    return {
        "event_count": count,
        "valid_from": first,
        "valid_to": end,
        "is_current": end is None,
    }


CASES = [
    Case(
        "sightings 7 days apart are one window, current 7 days later",
        "experiment_id = 'NELO_XP_A'",
        seen("NELO_XP_A", 0, 7, 14),
        [{"experiment_id": "NELO_XP_A"} | window(3, date(2024, 3, 1), None)],
    ),
    Case(
        "the watermark is on day 21",
        "experiment_id = 'NELO_XP_W'",
        seen("NELO_XP_W", 21),
        [window(1, date(2024, 3, 22), None)],
    ),
    Case(
        "8 days apart are two windows",
        "experiment_id = 'NELO_XP_B'",
        seen("NELO_XP_B", 8, 16),
        [
            window(1, date(2024, 3, 9), date(2024, 3, 10)),
            window(1, date(2024, 3, 17), None),
        ],
    ),
    Case(
        "8 days before the watermark the window is over",
        "experiment_id = 'NELO_XP_C'",
        seen("NELO_XP_C", 13),
        [window(1, date(2024, 3, 14), date(2024, 3, 15))],
    ),
    Case(
        "a late day closes the gap between two windows",
        "experiment_id = 'NELO_XP_D'",
        seen("NELO_XP_D", 0, 6, 12),
        [window(3, date(2024, 3, 1), date(2024, 3, 14))],
    ),
    Case(
        "an event counts once, however many items show the code",
        "experiment_id = 'NELO_XP_E'",
        [event("view_item", "v", 0, items=[item("p", "NELO_XP_E"), item("q", "NELO_XP_E")])],
        [window(1, date(2024, 3, 1), date(2024, 3, 2))],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def given_days(model: ModelUnderTest, watermark: int, *days: int) -> None:
    """Give days of March on which `X` was seen, and the watermark's."""
    model.given("watermark", {"event_date": date(2024, 3, watermark)})
    for day in days:
        row = {"code": "X", "event_date": date(2024, 3, day), "event_count": 2}
        model.given("silver_sighting_days", row | {"kind": "experiment"}, row | {"kind": "list"})


@pytest.mark.parametrize(("watermark", "end"), [(10, None), (11, 4)])
def test_a_window_ends_a_day_after_the_inactive_days(
    watermark: int, end: int | None, model: ModelUnderTest
) -> None:
    given_days(model, watermark, 1, 3)
    model.expect(
        {
            "experiment_id": "X",
            "event_count": 4,
            "valid_from": date(2024, 3, 1),
            "valid_to": date(2024, 3, end) if end else None,
            "is_current": end is None,
        }
    )


def test_the_inactive_days_are_a_setting(model: ModelUnderTest) -> None:
    model.config(campaigns={"inactive_days": 2})
    given_days(model, 6, 1, 3, 6)
    model.expect(
        {"valid_from": date(2024, 3, 1), "valid_to": date(2024, 3, 4), "event_count": 4},
        {"valid_from": date(2024, 3, 6), "valid_to": None, "event_count": 2},
    )
