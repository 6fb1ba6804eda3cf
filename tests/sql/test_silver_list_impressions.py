"""Lists that a session was exposed to."""

from datetime import date
from typing import Any

from tests.events import at, event, item, session_id
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story


def shown(visitor: str, name: str, minute: float, *products: str) -> Any:
    return event(name, visitor, minute, items=[item(p, item_list_id="l") for p in products])


CASES = [
    Case(
        "views count, and clicks show products",
        f"session_id = '{session_id('v')}'",
        [
            shown("v", "view_item_list", 0, "p", "q"),
            shown("v", "view_item_list", 1, "p"),
            shown("v", "select_item", 2, "r"),
            shown("v", "view_item", 3, "s"),
        ],
        [
            {
                "session_id": session_id("v"),
                "item_list_id": "l",
                "impressions": 2,
                "products_shown": 3,
                "first_exposed_at": at(0),
                "last_exposed_at": at(2),
                "session_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "a click alone is an exposure without an impression",
        f"session_id = '{session_id('click')}'",
        [shown("click", "select_item", 0, "p")],
        [{"impressions": 0, "products_shown": 1}],
    ),
    Case(
        "items without a list expose nothing",
        f"session_id = '{session_id('bare')}'",
        [event("view_item_list", "bare", items=[item("p")])],
    ),
    Case(
        "a late event moves the exposures to the merged session",
        f"session_id in ('{session_id('m')}', '{session_id('m', 50)}')",
        [
            shown("m", "view_item_list", 0, "p"),
            event("page_view", "m", 25),
            shown("m", "view_item_list", 50, "q"),
        ],
        [{"session_id": session_id("m"), "impressions": 2, "products_shown": 2}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def listed(event_id: str, name: str = "view_item_list", **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": name, "session_id": "s", "item_list_id": "l"}
    return row | {"event_at": at(0), "session_date": date(2024, 3, 1)} | more


def test_a_click_exposes_a_list_and_is_no_impression(model: ModelUnderTest) -> None:
    model.given("touched_items", listed("a", "select_item", product_id="p"))
    model.expect({"item_list_id": "l", "impressions": 0, "products_shown": 1})


def test_an_event_is_one_impression_of_many_products(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        listed("a", product_id="p"),
        listed("a", product_id="q"),
        listed("b", product_id="q", event_at=at(3)),
        listed("b", event_at=at(3)),
    )
    model.expect(
        {
            "impressions": 2,
            "products_shown": 2,
            "first_exposed_at": at(0),
            "last_exposed_at": at(3),
        }
    )


def test_what_exposes_no_list_stays_out(model: ModelUnderTest) -> None:
    model.given(
        "touched_items",
        listed("a", "view_item"),
        listed("b", item_list_id=None),
        listed("c", session_id=None),
    )
    model.expect()
