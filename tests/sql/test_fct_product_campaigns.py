"""Products in campaigns: seen, checked out, bought."""

from decimal import Decimal

from tests.events import DAY, at, event, item
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

CONFIG = {"currency": {"reporting": "USD", "rates": {"EUR": 2}}}
CASES = [
    Case(
        "a product is counted in each of its campaigns, prices and discounts",
        "product_id = 'p'",
        [
            event("view_item", "v", items=[item("p", "A|B", price=5)]),
            event(
                "begin_checkout", "v", 1, items=[item("p", "A", price=5), item("p", "A", price=6)]
            ),
            event(
                "purchase", "v", DAY, transaction_id="t", value=9, items=[item("p", "A", price=5)]
            ),
            event("view_item_list", "v", DAY + 1, items=[item("p", "A", price=5)]),
        ],
        [
            {
                "product_id": "p",
                "campaign_id": "A",
                "price": Decimal(5),
                "discount_value": None,
                "views": 1,
                "checkouts": 1,
                "purchases": 1,
                "revenue": Decimal(9),
                "first_seen_at": at(0),
                "last_seen_at": at(DAY + 1),
            },
            {
                "product_id": "p",
                "campaign_id": "A",
                "price": Decimal(6),
                "discount_value": None,
                "views": 0,
                "checkouts": 1,
                "purchases": 0,
                "revenue": Decimal(0),
                "first_seen_at": at(1),
                "last_seen_at": at(1),
            },
            {
                "product_id": "p",
                "campaign_id": "B",
                "price": Decimal(5),
                "discount_value": None,
                "views": 1,
                "checkouts": 0,
                "purchases": 0,
                "revenue": Decimal(0),
                "first_seen_at": at(0),
                "last_seen_at": at(0),
            },
        ],
    ),
    Case(
        "a repeated purchase counts once, with the late event that counts",
        "product_id = 'r'",
        [
            event("purchase", "v", 5, transaction_id="r", items=[item("r", "A", price=1)]),
            event("purchase", "v", 6, transaction_id="r", value=3, items=[item("r", "A", price=1)]),
        ],
        [{"purchases": 1, "revenue": Decimal(3), "last_seen_at": at(6)}],
    ),
    Case(
        "an unknown price and discount are groups of their own",
        "product_id = 'u'",
        [
            event("view_item", "v", items=[item("u", "A")]),
            event("view_item", "v", 1, items=[item("u", "A", price=0)]),
            event("view_item", "v", 2, items=[item("u", "A", price=0, discount=0)]),
        ],
        [
            {"price": None, "discount_value": None, "views": 1},
            {"price": Decimal(0), "discount_value": None, "views": 1},
            {"price": Decimal(0), "discount_value": Decimal(0), "views": 1},
        ],
    ),
    Case(
        "a price whose currency another event of the order tells is seen in the order",
        "product_id = 'c'",
        [
            event("purchase", "v", 5, transaction_id="c", items=[item("c", "A", price=1)]),
            event("purchase", "v", 6, transaction_id="c", currency="EUR", value=3),
        ],
        [
            {
                "price": Decimal(1),
                "purchases": 0,
                "revenue": Decimal(0),
                "first_seen_at": at(5),
                "last_seen_at": at(5),
            },
            {
                "price": Decimal(2),
                "purchases": 1,
                "revenue": Decimal(6),
                "first_seen_at": at(5),
                "last_seen_at": at(5),
            },
        ],
    ),
    Case(
        "experiments are no campaigns",
        "product_id = 'x'",
        [event("view_item", "v", items=[item("x", "NELO_XP_1")])],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_order_lines_add_purchases_and_when_they_were_ordered(model: ModelUnderTest) -> None:
    group = {"product_id": "p", "price": 5, "discount_value": None}
    model.given(
        "silver_product_campaign_days",
        group
        | {"campaign_id": "C", "views": 2, "checkouts": 1}
        | {"first_seen_at": at(0), "last_seen_at": at(3)},
        group
        | {"campaign_id": "C", "views": 1, "checkouts": 0}
        | {"first_seen_at": at(9), "last_seen_at": at(9)},
        group | {"product_id": "other", "campaign_id": "C", "views": 7, "checkouts": 7},
    )
    line = group | {"order_id": "t", "allocated_revenue": 4}
    model.given(
        "fct_order_items",
        line | {"campaign_ids": ["C", "D"], "ordered_at": at(5)},
        line | {"campaign_ids": ["C"], "ordered_at": at(10)},
        line | {"campaign_ids": [], "ordered_at": at(5)},
        line | {"campaign_ids": ["C"], "product_id": "other", "ordered_at": at(5)},
    )
    model.expect(
        group
        | {"campaign_id": "C", "views": 3, "checkouts": 1, "purchases": 2, "revenue": 8}
        | {"first_seen_at": at(0), "last_seen_at": at(10)},
        group
        | {"campaign_id": "D", "views": 0, "checkouts": 0, "purchases": 1, "revenue": 4}
        | {"first_seen_at": at(5), "last_seen_at": at(5)},
        group
        | {"product_id": "other", "campaign_id": "C", "views": 7, "checkouts": 7}
        | {"purchases": 1, "revenue": 4, "first_seen_at": at(5), "last_seen_at": at(5)},
    )
