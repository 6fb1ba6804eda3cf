"""Lists: one version each, by their last name."""

from datetime import date

from tests.events import DAY, event, item
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "the last name stands, from the first day",
        "item_list_id = 'l'",
        [
            event("view_item_list", "v", items=[item("p", item_list_id="l", item_list_name="Old")]),
            event("view_item", "v", DAY, items=[item("p", item_list_id="l", item_list_name="New")]),
            event("select_item", "v", 2 * DAY, items=[item("p", item_list_id="l")]),
        ],
        [
            {
                "item_list_id": "l",
                "item_list_name": "New",
                "valid_from": date(2024, 3, 1),
                "valid_to": None,
                "is_current": True,
            }
        ],
    ),
    Case(
        "within a day the later event wins, within an event the later item",
        "item_list_id = 'm'",
        [
            event(
                "view_item_list", "v", 1, items=[item("p", item_list_id="m", item_list_name="A")]
            ),
            event(
                "view_item_list",
                "v",
                2,
                items=[
                    item("p", item_list_id="m", item_list_name="C"),
                    item("q", item_list_id="m", item_list_name="B"),
                ],
            ),
        ],
        [{"item_list_name": "B"}],
    ),
    Case(
        "a list may stay without a name",
        "item_list_id = 'n'",
        [event("view_item_list", "v", items=[item("p", item_list_id="n")])],
        [{"item_list_name": None}],
    ),
    Case(
        "a list without an id is known by its name",
        "item_list_name = 'Home Page'",
        [event("view_item_list", "v", items=[item("p", item_list_name="Home Page")])],
        [{"item_list_id": "home_page"}],
    ),
    Case(
        "names that share their Latin letters are lists of their own",
        "item_list_name like '%Tシャツ'",
        [
            event("view_item_list", "v", items=[item("p", item_list_name="メンズ Tシャツ")]),
            event("view_item_list", "v", items=[item("p", item_list_name="レディース Tシャツ")]),
        ],
        [{"item_list_id": "メンズ_tシャツ"}, {"item_list_id": "レディース_tシャツ"}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_the_last_name_stands_and_other_kinds_stay_out(model: ModelUnderTest) -> None:
    row = {"kind": "list", "code": "l"}
    model.given(
        "silver_sighting_days",
        row | {"event_date": date(2024, 3, 2), "name": "New"},
        row | {"event_date": date(2024, 3, 1), "name": "Old"},
        row | {"event_date": date(2024, 3, 3)},
        {"kind": "campaign", "code": "l", "event_date": date(2024, 2, 1), "name": "No"},
    )
    model.expect(
        {
            "item_list_id": "l",
            "item_list_name": "New",
            "valid_from": date(2024, 3, 1),
            "valid_to": None,
            "is_current": True,
        }
    )
