"""What happened in a session, and what it left in the cart."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.events import event, item, session_id
from tests.sql.stories import Case, Story

CONFIG = {"segments": {"high_value_cart": 10}, "currency": {"rates": {"EUR": 2}}}


def cart(visitor: str, name: str, minute: float, *items: Any, **fields: Any) -> Any:
    return event(name, visitor, minute, **fields, items=list(items))


def of(visitor: str) -> str:
    return f"session_id = '{session_id(visitor)}'"


CASES = [
    Case(
        "a session that buys is whole",
        of("happy"),
        [
            event("page_view", "happy", page_location="https://s.example/"),
            cart("happy", "view_item_list", 1, item("p", item_list_id="l")),
            cart("happy", "select_item", 2, item("p", item_list_id="l")),
            cart("happy", "view_item", 3, item("p", "NELO_XP_1")),
            cart("happy", "add_to_cart", 4, item("p", price=20), coupon="C"),
            cart("happy", "begin_checkout", 5, item("p", price=20), coupon="D"),
            event(
                "purchase",
                "happy",
                6,
                transaction_id="t",
                value=18,
                traffic_source={"source": "google", "medium": "cpc", "campaign": "spring"},
                page_location="https://s.example/thanks",
            ),
        ],
        [
            {
                "session_id": session_id("happy"),
                "source": "google",
                "medium": "cpc",
                "campaign": "spring",
                "channel": "Paid Search",
                "landing_page": "https://s.example/",
                "experiment_id": "NELO_XP_1",
                "coupon": "D",
                "cart_products": 1,
                "cart_value": Decimal(20),
                "order_count": 1,
                "revenue": Decimal(18),
                "has_list_view": True,
                "has_click": True,
                "has_view": True,
                "has_cart": True,
                "has_checkout": True,
                "has_purchase": True,
                "is_bounce": False,
                "is_cart_abandon": False,
                "is_checkout_abandon": False,
                "is_high_value_abandon": False,
                "session_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "one moment of interaction is a bounce",
        of("bounce"),
        [
            event("session_start", "bounce"),
            event("page_view", "bounce"),
            event("scroll", "bounce", 1),
        ],
        [{"is_bounce": True, "channel": "Direct", "cart_value": Decimal(0), "source": None}],
    ),
    Case(
        "two moments are none",
        of("stays"),
        [event("page_view", "stays"), event("page_view", "stays", 0.0001)],
        [{"is_bounce": False}],
    ),
    Case(
        "what was added less what was removed is abandoned",
        of("cart"),
        [
            cart("cart", "add_to_cart", 0, item("p", price=3, quantity=3), item("q", price=9)),
            cart("cart", "remove_from_cart", 1, item("p", price=3), item("q", price=9)),
        ],
        [
            {
                "cart_products": 1,
                "cart_value": Decimal(6),
                "is_cart_abandon": True,
                "is_checkout_abandon": False,
                "is_high_value_abandon": False,
            }
        ],
    ),
    Case(
        "the cart of the last checkout counts, in the reporting currency",
        of("checkout"),
        [
            cart("checkout", "begin_checkout", 0, item("p", price=3)),
            cart("checkout", "begin_checkout", 1, item("p", price=5), currency="EUR"),
            cart("checkout", "add_to_cart", 2, item("q", price=100)),
        ],
        [
            {
                "cart_products": 1,
                "cart_value": Decimal(10),
                "is_checkout_abandon": True,
                "is_high_value_abandon": True,
            }
        ],
    ),
    Case(
        "a cart below the threshold is no high value",
        of("below"),
        [cart("below", "add_to_cart", 0, item("p", price="9.9999"))],
        [{"is_cart_abandon": True, "is_high_value_abandon": False}],
    ),
    Case(
        "a late purchase ends the abandon",
        of("saved"),
        [
            cart("saved", "add_to_cart", 0, item("p", price=50)),
            event("purchase", "saved", 10, value=50),
            event("page_view", "saved", 20),
        ],
        [{"is_cart_abandon": False, "is_high_value_abandon": False, "order_count": 1}],
    ),
    Case(
        "a purchase that was repeated here has its order where it was first bought",
        f"session_id = '{session_id('again', 60)}'",
        [
            event("purchase", "again", transaction_id="r", value=5),
            event("purchase", "again", 60, transaction_id="r", value=5),
        ],
        [{"has_purchase": True, "order_count": 0, "revenue": Decimal(0)}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
