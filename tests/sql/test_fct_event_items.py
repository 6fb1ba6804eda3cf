"""Items of events: codes, products and lists."""

from datetime import date
from decimal import Decimal

from tests.events import at, event, item
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


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
