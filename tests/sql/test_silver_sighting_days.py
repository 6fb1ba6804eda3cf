"""Sightings: how many events of a day show a platform, a list, a campaign or an experiment."""

from datetime import date

from tests.events import DAY, event, item
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "an event counts once, however many of its items show a list; the last name stands",
        "kind = 'list' and code = 'l'",
        [
            event(
                "view_item_list",
                "v",
                items=[
                    item("p", item_list_id="l", item_list_name="First"),
                    item("q", item_list_id="l", item_list_name="Second"),
                ],
            ),
            event("view_item", "v", 1, items=[item("p", item_list_id="l")]),
            event(
                "view_item", "v", DAY, items=[item("p", item_list_id="l", item_list_name="Next")]
            ),
        ],
        [
            {"event_date": date(2024, 3, 1), "name": "Second", "event_count": 2},
            {"event_date": date(2024, 3, 2), "name": "Next", "event_count": 1},
        ],
    ),
    Case(
        "an event and its items that show a variant count once",
        "kind = 'experiment' and code = 'NELO_XP_9'",
        [
            event("view_item", "w", experiment_id="NELO_XP_9", items=[item("p", "NELO_XP_9")]),
            event("view_item", "w", 1, items=[item("p", "NELO_XP_9"), item("q", "NELO_XP_9")]),
        ],
        [{"event_date": date(2024, 3, 1), "name": None, "event_count": 2}],
    ),
    Case(
        "a campaign is what other codes name",
        "kind = 'campaign' and code = 'HOT_9'",
        [event("view_item", "x", items=[item("p", "HOT_9|NELO_XP_8")])],
        [{"event_date": date(2024, 3, 1), "name": None, "event_count": 1}],
    ),
    Case(
        "a platform counts all its events, with items or without",
        "kind = 'platform' and code = 'KIOSK'",
        [
            event("page_view", "y", platform="KIOSK"),
            event("view_item", "y", 1, platform="KIOSK", items=[item("p"), item("q")]),
        ],
        [{"event_date": date(2024, 3, 1), "name": None, "event_count": 2}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
