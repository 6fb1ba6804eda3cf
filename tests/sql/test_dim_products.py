"""Products: versions by day, of what was last seen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, event, item
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"rates": {"EUR": 2}}}


def seen(product: str, day: float, minute: float = 0, **fields: Any) -> Any:
    currency = fields.pop("currency", "USD")
    return event(
        "view_item", "v", day * DAY + minute, currency=currency, items=[item(product, **fields)]
    )


def march(day: int) -> date:
    return date(2024, 3, day)


CASES = [
    Case(
        "a change makes a version, and a missing value changes nothing",
        "product_id = 'p'",
        [
            seen("p", 0, item_name="Shirt", item_brand="B", item_category="K", price=5),
            seen("p", 1, price=6, currency="EUR"),
            seen("p", 3),
        ],
        [
            {
                "product_id": "p",
                "product_name": "Shirt",
                "brand": "B",
                "category": "K",
                "price": Decimal(5),
                "valid_from": march(1),
                "valid_to": march(2),
                "is_current": False,
            },
            {
                "product_id": "p",
                "product_name": "Shirt",
                "brand": "B",
                "category": "K",
                "price": Decimal(12),
                "valid_from": march(2),
                "valid_to": None,
                "is_current": True,
            },
        ],
    ),
    Case(
        "equal days are one version, also where a late day lies between",
        "product_id = 'same'",
        [seen("same", 0, price=5), seen("same", 1, price="5.00"), seen("same", 2, price=5)],
        [{"price": Decimal(5), "valid_from": march(1), "valid_to": None}],
    ),
    Case(
        "a late day splits a version",
        "product_id = 'split'",
        [seen("split", 0, price=5), seen("split", 1, price=7), seen("split", 2, price=5)],
        [
            {"price": Decimal(5), "valid_from": march(1), "valid_to": march(2)},
            {"price": Decimal(7), "valid_from": march(2), "valid_to": march(3)},
            {"price": Decimal(5), "valid_from": march(3), "valid_to": None},
        ],
    ),
    Case(
        "a day's state is the last one seen that day",
        "product_id = 'day'",
        [seen("day", 0, price=5), seen("day", 0, 2, price=7), seen("day", 0, 1, price=6)],
        [{"price": Decimal(7), "valid_from": march(1), "valid_to": None}],
    ),
    Case(
        "of one event's items the last position wins",
        "product_id = 'twice'",
        [event("view_item", "v", items=[item("twice", price=2), item("twice", price=1)])],
        [{"price": Decimal(1)}],
    ),
    Case(
        "a price of 0 is a price",
        "product_id = 'free'",
        [seen("free", 0, price=5), seen("free", 1, price=0)],
        [
            {"price": Decimal(5), "valid_to": march(2)},
            {"price": Decimal(0), "valid_to": None},
        ],
    ),
    Case(
        "a state starts when it is first known",
        "product_id = 'late brand'",
        [seen("late brand", 0, price=1), seen("late brand", 1, item_brand="B")],
        [
            {"brand": None, "valid_from": march(1), "valid_to": march(2)},
            {"brand": "B", "valid_from": march(2), "valid_to": None},
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


FIRST, SECOND, THIRD = (date(2024, 3, day) for day in (1, 2, 3))


def shown(day: date, price: int | None = None, **more: Any) -> dict[str, Any]:
    return {"product_id": "p", "event_date": day, "price": price} | more


def test_a_change_on_the_first_touched_day_replaces_that_version(model: ModelUnderTest) -> None:
    model.given("touched_products", {"product_id": "p", "first_day": SECOND})
    model.given(
        "dim_products",
        {"product_id": "p", "price": 1, "valid_from": FIRST},
        {"product_id": "p", "price": 2, "valid_from": SECOND},
    )
    model.given("silver_product_days", shown(SECOND, 3), shown(THIRD, 3))
    model.expect(
        {"price": 1, "valid_from": FIRST, "valid_to": SECOND, "is_current": False},
        {"price": 3, "valid_from": SECOND, "valid_to": None, "is_current": True},
    )


def test_days_before_the_first_touched_one_are_not_read_again(model: ModelUnderTest) -> None:
    model.given("touched_products", {"product_id": "p", "first_day": SECOND})
    model.given("dim_products", {"product_id": "p", "price": 1, "valid_from": FIRST})
    model.given("silver_product_days", shown(FIRST, 9), shown(SECOND, 1))
    model.expect({"price": 1, "valid_from": FIRST, "valid_to": None})


def test_a_product_without_a_new_day_stays_as_it_was(model: ModelUnderTest) -> None:
    model.given("touched_products", {"product_id": "p"})
    model.given(
        "dim_products",
        {"product_id": "p", "price": 1, "valid_from": FIRST},
        {"product_id": "p", "price": 2, "valid_from": THIRD},
        {"product_id": "other", "price": 5, "valid_from": FIRST},
    )
    model.expect(
        {"price": 1, "valid_from": FIRST, "valid_to": THIRD},
        {"price": 2, "valid_from": THIRD, "valid_to": None},
    )


@pytest.mark.parametrize("changed", ["product_name", "brand", "category"])
def test_each_attribute_makes_a_version(changed: str, model: ModelUnderTest) -> None:
    model.given("touched_products", {"product_id": "p", "first_day": FIRST})
    model.given(
        "silver_product_days",
        shown(FIRST, 1, **{changed: "old"}),
        shown(SECOND, None),
        shown(THIRD, 1, **{changed: "new"}),
    )
    model.expect(
        {changed: "old", "price": 1, "valid_from": FIRST, "valid_to": THIRD},
        {changed: "new", "price": 1, "valid_from": THIRD, "valid_to": None},
    )


def test_without_touched_products_there_is_none(model: ModelUnderTest) -> None:
    model.given("silver_product_days", shown(FIRST, 1))
    model.expect()
