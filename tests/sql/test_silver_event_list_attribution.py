"""List credit: the last exposure before an event, in its session."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.events import MINUTE_US, at, event, item, session_id
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

TICK = 1 / MINUTE_US


def shown(visitor: str, minute: float, listed: str, *products: str) -> Any:
    items = [item(product, item_list_id=listed) for product in products]
    return event("view_item_list", visitor, minute, items=items)


def seen(visitor: str, minute: float, product: str = "p") -> Any:
    return event("view_item", visitor, minute, items=[item(product)])


def touch(visitor: str, model: str = "last_touch") -> str:
    starts = ", ".join(f"'{session_id(visitor, minute)}'" for minute in (0, 1))
    return f"session_id in ({starts}) and model = '{model}'"


def credit(listed: str | None, minute: float | None) -> list[dict[str, Any]]:
    return [{"item_list_id": listed, "exposed_at": None if minute is None else at(minute)}]


CASES = [
    Case(
        "credit is whole",
        touch("happy"),
        [
            shown("happy", 0, "l", "p"),
            event(
                "purchase",
                "happy",
                5,
                transaction_id="t",
                value=9,
                installments=3,
                items=[item("p", price=2), item("q", price=1)],
            ),
        ],
        [
            {
                "item_position": position,
                "model": "last_touch",
                "session_id": session_id("happy"),
                "event_name": "purchase",
                "product_id": product,
                "item_list_id": "l",
                "revenue": Decimal(revenue),
                "has_installments": True,
                "exposed_at": at(0),
                "event_at": at(5),
                "event_date": date(2024, 3, 1),
            }
            for position, product, revenue in ((1, "p", 6), (2, "q", 3))
        ],
    ),
    Case(
        "the product's own list must have shown it",
        touch("happy", "last_touch_product") + " and product_id = 'q'",
        [],
        [{"item_list_id": None, "revenue": Decimal(3), "exposed_at": None}],
    ),
    Case(
        "an exposure 30:00 ago earns credit",
        touch("edge"),
        [shown("edge", 0, "l", "p"), seen("edge", 30)],
        credit("l", 0),
    ),
    Case(
        "a microsecond older earns none",
        touch("over"),
        [shown("over", 0, "l", "p"), event("page_view", "over", 15), seen("over", 30 + TICK)],
        credit(None, None),
    ),
    Case(
        "an exposure of the same moment earns credit",
        touch("tie"),
        [seen("tie", 0), shown("tie", 0, "l", "p")],
        credit("l", 0),
    ),
    Case(
        "an exposure that comes after earns none",
        touch("after"),
        [seen("after", 0), shown("after", 1, "l", "p")],
        credit(None, None),
    ),
    Case(
        "the last exposure wins; within an event the greatest list",
        touch("last"),
        [
            shown("last", 0, "z", "p"),
            event(
                "view_item_list",
                "last",
                1,
                items=[item("p", item_list_id="b"), item("p", item_list_id="a")],
            ),
            seen("last", 2),
        ],
        credit("b", 1),
    ),
    Case(
        "last_touch_product keeps to the list that showed the product",
        touch("product", "last_touch_product"),
        [
            shown("product", 0, "own", "p"),
            shown("product", 1, "other", "q"),
            seen("product", 2),
        ],
        credit("own", 0),
    ),
    Case(
        "a click credits its own list",
        touch("click") + " and event_name = 'select_item'",
        [
            shown("click", 0, "l", "p"),
            event("select_item", "click", 1, items=[item("p", item_list_id="m")]),
        ],
        credit("m", 1),
    ),
    Case(
        "credit ends with the session",
        touch("gone"),
        [shown("gone", -60, "l", "p"), seen("gone", 0)],
        credit(None, None),
    ),
    Case(
        "a purchase that is told again has no row",
        touch("again"),
        [
            event("purchase", "again", transaction_id="r", value=5, items=[item("p")]),
            event("purchase", "again", 1, transaction_id="r", value=5, items=[item("p")]),
        ],
        [{"event_at": at(0), "revenue": Decimal(5)}],
    ),
    Case(
        "the credit is that of the session that bought, though the server told the order first",
        touch("hybrid"),
        [
            event("purchase", None, transaction_id="h", value=5, items=[item("s"), item("t")]),
            shown("hybrid", 1, "l", "s"),
            event("purchase", "hybrid", 2, transaction_id="h"),
        ],
        [
            {"event_at": at(2), "product_id": "s", "item_list_id": "l", "revenue": Decimal("2.5")},
            {"event_at": at(2), "product_id": "t", "item_list_id": "l", "revenue": Decimal("2.5")},
        ],
    ),
    Case(
        "a purchase without items is credited at position 0",
        touch("bare"),
        [shown("bare", 0, "l", "p"), event("purchase", "bare", 1, value=7)],
        [{"item_position": 0, "item_list_id": "l", "revenue": Decimal(7), "product_id": None}],
    ),
    Case(
        "other events carry no revenue, and those outside of sessions no credit",
        "session_id is null and model = 'last_touch'",
        [event("view_item", None, items=[item("p")])],
        [{"item_list_id": None, "revenue": None, "event_name": "view_item"}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_each_event_item_has_a_row_for_each_model(model: ModelUnderTest) -> None:
    row = {"event_id": "a", "item_position": 1, "item_list_id": "l", "exposed_at": at(1)}
    more = {"product_list_id": "m", "product_exposed_at": at(0), "revenue": Decimal(3)}
    model.given("silver_list_credits", row | more)
    model.expect(
        {"model": "last_touch", "item_list_id": "l", "exposed_at": at(1), "revenue": Decimal(3)},
        {
            "model": "last_touch_product",
            "item_list_id": "m",
            "exposed_at": at(0),
            "revenue": Decimal(3),
        },
    )
