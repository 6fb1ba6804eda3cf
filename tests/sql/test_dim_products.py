"""Products: versions by day, of what was last seen."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.events import DAY, event, item, lines
from tests.lakes import build_lake
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"reporting": "USD", "default": "USD", "rates": {"EUR": 2}}}


def seen(product: str, day: float, minute: float = 0, **fields: Any) -> Any:
    name = fields.pop("name", "view_item")
    named = {"currency": fields.pop("currency", None)}
    moment = day * DAY + minute
    return event(
        name,
        "v",
        moment,
        **{key: code for key, code in named.items() if code},
        items=[item(product, **fields)],
    )


def march(day: int) -> date:
    return date(2024, 3, day)


CASES = [
    Case(
        "a change makes a version, and a missing value changes nothing",
        "product_id = 'p'",
        [
            seen("p", 0, item_name="Shirt", item_brand="B", item_category="K", price=5),
            seen("p", 1, price=6),
            seen("p", 3),
        ],
        [
            {
                "product_id": "p",
                "currency": "USD",
                "product_name": "Shirt",
                "price": Decimal(5),
                "price_reporting": Decimal(5),
                "brand": "B",
                "category": "K",
                "valid_from": march(1),
                "valid_to": march(2),
                "is_current": False,
            },
            {
                "product_id": "p",
                "currency": "USD",
                "product_name": "Shirt",
                "price": Decimal(6),
                "price_reporting": Decimal(6),
                "brand": "B",
                "category": "K",
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
        "a price of 0 on a list view is a missing price, one of 0.0001 is not",
        "product_id = 'listed'",
        [
            seen("listed", 0, price=5),
            seen("listed", 1, price=0, name="view_item_list"),
            seen("listed", 2, price=0.0001, name="view_item_list"),
        ],
        [
            {"price": Decimal(5), "valid_from": march(1), "valid_to": march(3)},
            {"price": Decimal("0.0001"), "valid_from": march(3), "valid_to": None},
        ],
    ),
    Case(
        "a refund of an old order shows an old price and an old name",
        "product_id = 'back'",
        [
            seen("back", 0, price=50, item_name="Old"),
            seen("back", 1, price=60, item_name="New"),
            seen("back", 3, price=60),
            seen("back", 4, price=50, item_name="Old", name="refund", transaction_id="T"),
            seen("back", 5, price=60),
        ],
        [
            {"product_name": "Old", "price": Decimal(50), "valid_to": march(2)},
            {"product_name": "New", "price": Decimal(60), "valid_to": None},
        ],
    ),
    Case(
        "a product that was only ever refunded is known without a price",
        "product_id = 'gone'",
        [seen("gone", 0, price=50, item_name="G", name="refund")],
        [{"product_name": None, "price": None, "currency": "USD", "valid_from": march(1)}],
    ),
    Case(
        "brand and category describe a version and open none; the last seen in it stay",
        "product_id = 'page'",
        [
            seen("page", 0, price=1, item_category="Home"),
            seen("page", 1, price=1, item_category="Sale", item_brand="B"),
            seen("page", 2, price=2),
            seen("page", 3, price=2, item_category="Gifts"),
            seen("page", 4, price=2),
        ],
        [
            {"price": Decimal(1), "brand": "B", "category": "Sale", "valid_to": march(3)},
            {"price": Decimal(2), "brand": "B", "category": "Gifts", "valid_to": None},
        ],
    ),
    Case(
        "a late price splits a version, and each part has the category last seen in it",
        "product_id = 'late split'",
        [
            seen("late split", 0, price=1, item_category="Home"),
            seen("late split", 3, price=2),
            seen("late split", 4, price=1, item_category="Sale"),
        ],
        [
            {"price": Decimal(1), "category": "Home", "valid_from": march(1)},
            {"price": Decimal(2), "category": "Home", "valid_from": march(4)},
            {"price": Decimal(1), "category": "Sale", "valid_from": march(5)},
        ],
    ),
    Case(
        "a product sold in two currencies has a history in each",
        "product_id = 'two'",
        [
            seen("two", 0, price=10, currency="USD", item_name="T"),
            seen("two", 1, price=9, currency="EUR"),
            seen("two", 2, price=10, currency="USD"),
            seen("two", 3, price=8, currency="EUR"),
            seen("two", 4, price=10),
        ],
        [
            {
                "currency": "USD",
                "product_name": "T",
                "price": Decimal(10),
                "price_reporting": Decimal(10),
                "valid_from": march(1),
                "valid_to": None,
            },
            {
                "currency": "EUR",
                "product_name": "T",
                "price": Decimal(9),
                "price_reporting": Decimal(18),
                "valid_from": march(2),
                "valid_to": march(4),
            },
            {
                "currency": "EUR",
                "product_name": "T",
                "price": Decimal(8),
                "price_reporting": Decimal(16),
                "valid_from": march(4),
                "valid_to": None,
            },
        ],
    ),
    Case(
        "a new name is one in every currency",
        "product_id = 'named'",
        [
            seen("named", 0, price=10, item_name="N", currency="USD"),
            seen("named", 0, 1, price=9, currency="EUR"),
            seen("named", 1, item_name="M"),
        ],
        [
            {"currency": "USD", "product_name": "N", "valid_to": march(2)},
            {"currency": "USD", "product_name": "M", "valid_to": None},
            {"currency": "EUR", "product_name": "N", "valid_to": march(2)},
            {"currency": "EUR", "product_name": "M", "valid_to": None},
        ],
    ),
    Case(
        "days before any price belong to the currency that was priced first",
        "product_id = 'before'",
        [
            seen("before", 0, item_name="B"),
            seen("before", 1, price=9, currency="EUR"),
            seen("before", 2, price=10, currency="USD"),
        ],
        [
            {"currency": "EUR", "price": None, "valid_from": march(1), "valid_to": march(2)},
            {"currency": "EUR", "price": Decimal(9), "valid_from": march(2), "valid_to": None},
            {"currency": "USD", "price": Decimal(10), "valid_from": march(3), "valid_to": None},
        ],
    ),
    Case(
        "of two currencies first priced on one day the least code has the days before",
        "product_id = 'tie'",
        [
            seen("tie", 0, item_name="B"),
            seen("tie", 1, price=10, currency="USD"),
            seen("tie", 1, 1, price=9, currency="EUR"),
        ],
        [
            {"currency": "EUR", "price": None, "valid_from": march(1)},
            {"currency": "EUR", "price": Decimal(9), "valid_from": march(2)},
            {"currency": "USD", "price": Decimal(10), "valid_from": march(2)},
        ],
    ),
    Case(
        "a price without a currency takes its items', else the shop's own",
        "product_id = 'unnamed'",
        [
            event(
                "view_item",
                "v",
                items=[item("unnamed", price=4), item("other", currency="eur")],
            ),
            seen("unnamed", 1, price=4),
        ],
        [
            {"currency": "EUR", "price": Decimal(4), "valid_from": march(1)},
            {"currency": "USD", "price": Decimal(4), "valid_from": march(2)},
        ],
    ),
    Case(
        "a state starts when it is first known",
        "product_id = 'late name'",
        [seen("late name", 0, price=1), seen("late name", 1, item_name="B")],
        [
            {"product_name": None, "valid_from": march(1), "valid_to": march(2)},
            {"product_name": "B", "valid_from": march(2), "valid_to": None},
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_events_that_set_prices_can_be_named(tmp_path: Path) -> None:
    bought = lines(seen("p", 0, price=5, item_name="P"), seen("p", 1, price=4, name="purchase"))
    found = []
    for number, names in enumerate([[], ["view_item"], ["purchase"]]):
        config = {"products": {"price_events": names}}
        lake = build_lake(tmp_path / str(number), [bought], config, engine="duckdb")
        found.append({(row["product_name"], row["price"]) for row in lake.rows("dim_products")})
        lake.close()
    assert found == [{("P", 5), ("P", 4)}, {("P", 5)}, {(None, None), (None, 4)}]
