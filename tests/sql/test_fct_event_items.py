"""Items of events: codes, products and lists."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.events import at, event, item, lines
from tests.lakes import build_lake
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "an item keeps everything",
        "visitor_id = 'full'",
        [
            event(
                "view_item",
                "full",
                currency="EUR",
                installments=3,
                items=[
                    {
                        "item_id": "p",
                        "item_name": "Shirt",
                        "item_brand": "B",
                        "item_variant": "M",
                        "item_category": "K",
                        "item_list_name": "Home Page",
                        "item_list_index": 2,
                        "price": 9.99,
                        "quantity": 2,
                        "item_revenue": 19.98,
                        "coupon": "C",
                        "promotion_id": "pr",
                        "promotion_name": "Promo",
                        "item_params": [
                            {
                                "key": "discounts",
                                "value": {"string_value": "B|A|B|NELO_XP_2|NELO_XP_1"},
                            },
                            {"key": "discountt", "value": {"double_value": 0.5}},
                            {"key": "in_stock", "value": {"string_value": "true"}},
                            {"key": "installment_price", "value": {"double_value": 3.33}},
                        ],
                    }
                ],
            )
        ],
        [
            {
                "item_position": 1,
                "event_name": "view_item",
                "visitor_id": "full",
                "platform_id": "WEB",
                "product_id": "p",
                "item_name": "Shirt",
                "item_brand": "B",
                "item_variant": "M",
                "item_category": "K",
                "item_list_id": "home_page",
                "item_list_name": "Home Page",
                "item_list_index": 2,
                "promotion_id": "pr",
                "promotion_name": "Promo",
                "coupon": "C",
                "currency": "EUR",
                "price": Decimal("9.99"),
                "quantity": 2,
                "item_revenue": Decimal("19.98"),
                "discount_value": Decimal("0.5"),
                "campaign_ids": ["A", "B"],
                "experiment_id": "NELO_XP_1",
                "installments": 3,
                "installment_price": Decimal("3.33"),
                "is_in_stock": True,
                "event_at": at(0),
                "event_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "GA4's discount is of a unit, the apps' discountt of the line",
        "visitor_id = 'less'",
        [
            event(
                "purchase",
                "less",
                items=[
                    item("three", price=8, quantity=3, discount=2),
                    item("part", price=8, quantity=0.35, discount="0.0001"),
                    item("one", discount=4.4),
                    item("none", discount=2, quantity=0),
                    item("line", quantity=3, discountt=2, discount=1),
                    item("full", quantity=3),
                ],
            )
        ],
        [
            {"product_id": "three", "quantity": 3, "discount_value": Decimal(6)},
            {"product_id": "part", "quantity": Decimal("0.35"), "discount_value": Decimal(0)},
            {"product_id": "one", "quantity": None, "discount_value": Decimal("4.4")},
            {"product_id": "none", "quantity": 0, "discount_value": Decimal(0)},
            {"product_id": "line", "quantity": 3, "discount_value": Decimal(2)},
            {"product_id": "full", "quantity": 3, "discount_value": None},
        ],
    ),
    Case(
        "an event has one currency: its own, else the first that an item names",
        "visitor_id like 'currency %'",
        [
            event("view_item", "currency own", currency="USD", items=[item("p", currency="EUR")]),
            event("view_item", "currency item", items=[item("p"), item("q", currency="eur")]),
            event("view_item", "currency none", items=[item("p", price=1)]),
        ],
        [
            {"visitor_id": "currency own", "product_id": "p", "currency": "USD"},
            {"visitor_id": "currency item", "product_id": "p", "currency": "EUR"},
            {"visitor_id": "currency item", "product_id": "q", "currency": "EUR"},
            {"visitor_id": "currency none", "product_id": "p", "currency": None},
        ],
    ),
    Case(
        "positions count from one, and equal items stay apart",
        "visitor_id = 'many'",
        [event("view_item", "many", items=[item("p"), item("p"), item("q")])],
        [
            {"item_position": 1, "product_id": "p"},
            {"item_position": 2, "product_id": "p"},
            {"item_position": 3, "product_id": "q"},
        ],
    ),
    Case(
        "a product is its id, else its name, else nothing",
        "visitor_id = 'named'",
        [
            event(
                "view_promotion",
                "named",
                items=[
                    {"item_id": "i", "item_name": "n"},
                    {"item_name": "n"},
                    {"promotion_id": "banner"},
                ],
            )
        ],
        [{"product_id": "i"}, {"product_id": "n"}, {"product_id": None}],
    ),
    Case(
        "an item without codes has an empty list of campaigns",
        "visitor_id = 'plain'",
        [event("view_item", "plain", items=[item("p")])],
        [{"campaign_ids": [], "experiment_id": None, "installments": None}],
    ),
    Case(
        "an event that comes twice brings its items once",
        "visitor_id = 'again'",
        [event("view_item", "again", items=[item("p")])] * 2,
        [{"product_id": "p"}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_a_discount_may_be_of_the_line_by_setting(tmp_path: Path) -> None:
    bought = lines(
        event("purchase", "v", items=[item("p", quantity=3, discount=2), item("q", discountt=1)])
    )
    config = {"items": {"discount_per": "line"}}
    lake = build_lake(tmp_path, [bought], config, engine="duckdb")
    found = {row["product_id"]: row["discount_value"] for row in lake.rows("fct_event_items")}
    assert found == {"p": 2, "q": 1}
    lake.close()


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
