"""What happened in a session, and what it left in the cart."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, at, event, item, session_id
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

WAY = ("view_item_list", "view_item", "add_to_cart", "begin_checkout")
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
            event("page_view", "happy", page_location="https://s.example/", country="France"),
            cart("happy", "view_item_list", 1, item("p", item_list_id="l")),
            cart("happy", "select_item", 2, item("p", item_list_id="l")),
            cart("happy", "view_item", 3, item("p", "NELO_XP_1"), device_category="mobile"),
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
                country="Spain",
                device_category="desktop",
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
                "country": "France",
                "device_category": "mobile",
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
                "list_reached_at": at(1),
                "view_reached_at": at(3),
                "cart_reached_at": at(4),
                "checkout_reached_at": at(5),
                "purchase_reached_at": at(6),
                "last_checkout_at": at(5),
                "session_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "a list that comes late begins the way later",
        of("way"),
        [
            event("view_item_list", "way", 2),
            event("view_item", "way", 1),
            event("add_to_cart", "way", 3),
            event("view_item", "way", 4),
            event("view_item_list", "way", 0),
        ],
        [
            {
                "list_reached_at": at(0),
                "view_reached_at": at(1),
                "cart_reached_at": at(3),
                "checkout_reached_at": None,
            }
        ],
    ),
    Case(
        "an order that moves to another session takes its step along",
        "session_date = '2024-03-04'",
        [
            event("purchase", "moves", 3 * DAY + 90, transaction_id="moved", value=5),
            *(event(name, "moves", 3 * DAY + 80) for name in WAY),
            *(event(name, "moves", 3 * DAY) for name in WAY),
            event("purchase", "moves", 3 * DAY + 1, transaction_id="moved", value=5),
        ],
        [
            {"checkout_reached_at": at(3 * DAY), "purchase_reached_at": at(3 * DAY + 1)},
            {"checkout_reached_at": at(3 * DAY + 80), "purchase_reached_at": None},
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
        [
            {
                "is_bounce": True,
                "channel": "Direct",
                "cart_value": Decimal(0),
                "source": None,
                "country": None,
                "device_category": None,
            }
        ],
    ),
    Case(
        "a late event that names a country first gives the session its own",
        of("abroad"),
        [
            event("page_view", "abroad", 0, country="Peru"),
            event("page_view", "abroad", 1, country="Chile", device_category="tablet"),
            event("refund", "abroad", 0.5, device_category="back office"),
        ],
        [{"country": "Peru", "device_category": "tablet"}],
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
        "a thank-you page opened again buys nothing, and hides no abandoned cart",
        f"session_id = '{session_id('again', 60)}'",
        [
            event("purchase", "again", transaction_id="r", value=5),
            event("add_to_cart", "again", 60, items=[item("p", price=20)]),
            event("begin_checkout", "again", 61, items=[item("p", price=20)]),
            event("purchase", "again", 62, transaction_id="r", value=5),
        ],
        [
            {
                "has_purchase": False,
                "order_count": 0,
                "revenue": Decimal(0),
                "is_cart_abandon": True,
                "is_checkout_abandon": True,
                "is_high_value_abandon": True,
            }
        ],
    ),
    Case(
        "a session with an order is no bounce, however short",
        of("quick"),
        [event("purchase", "quick", value=5)],
        [{"is_bounce": False, "has_purchase": True, "order_count": 1}],
    ),
    Case(
        "a reload alone is a bounce",
        f"session_id = '{session_id('reload', 60)}'",
        [
            event("purchase", "reload", transaction_id="once", value=5),
            event("purchase", "reload", 60, transaction_id="once", value=5),
        ],
        [{"is_bounce": True, "has_purchase": False}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def happened(event_id: str, name: str, minute: float = 0, **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": name, "session_id": "s"}
    return row | {"event_at": at(minute), "session_date": date(2024, 3, 1)} | more


def cart(model: ModelUnderTest, *lines: tuple[str, str, int, int]) -> None:
    """Give lines of a cart: event, product, quantity and worth."""
    for event_id, product, quantity, worth in lines:
        name = {"a": "add_to_cart", "r": "remove_from_cart", "c": "begin_checkout"}[event_id[0]]
        model.given("sessionized_events", happened(event_id, name, ord(event_id[-1])))
        line = {"event_id": event_id, "event_name": name, "product_id": product}
        worths = {"session_id": "s", "quantity": quantity, "line_value": worth}
        model.given("touched_items", line | worths)


@pytest.mark.parametrize(
    ("worth", "is_high"),
    [pytest.param(100, True, id="at the threshold"), pytest.param(99, False, id="below it")],
)
def test_high_value_begins_at_the_threshold(
    worth: int, is_high: bool, model: ModelUnderTest
) -> None:
    cart(model, ("a", "p", 1, worth))
    model.expect({"cart_value": worth, "is_cart_abandon": True, "is_high_value_abandon": is_high})


def test_the_threshold_is_a_setting(model: ModelUnderTest) -> None:
    model.config(segments={"high_value_cart": 5})
    cart(model, ("a", "p", 1, 5))
    model.expect({"is_high_value_abandon": True})


def test_what_was_removed_again_is_in_no_cart(model: ModelUnderTest) -> None:
    cart(model, ("a", "p", 2, 10), ("r", "p", 2, 10), ("a2", "q", 1, 3))
    model.expect({"cart_products": 1, "cart_value": 3})


def test_removing_more_than_was_added_owes_nothing(model: ModelUnderTest) -> None:
    cart(model, ("a", "p", 1, 5), ("r", "p", 3, 15), ("a2", "q", 2, 8))
    model.expect({"cart_products": 1, "cart_value": 8})


def test_the_last_checkout_is_the_cart(model: ModelUnderTest) -> None:
    cart(model, ("a", "p", 1, 50), ("c1", "p", 1, 5), ("c2", "q", 1, 7))
    cart_and_time = {"cart_products": 1, "cart_value": 7, "last_checkout_at": at(ord("2"))}
    model.expect(cart_and_time | {"is_checkout_abandon": True})


def test_the_first_source_brings_its_own_medium(model: ModelUnderTest) -> None:
    model.given(
        "sessionized_events",
        happened("c", "page_view", 0, medium="lost"),
        happened("b", "page_view", 1, source="later", medium="cpc", campaign="later"),
        happened("a", "page_view", 1, source="Google"),
    )
    model.given("source_categories", {"source": "google", "source_category": "search"})
    model.expect(
        {"source": "Google", "medium": None, "campaign": None, "channel": "Organic Search"}
    )


def test_a_source_is_looked_up_in_small_letters(model: ModelUnderTest) -> None:
    row = happened("a", "page_view", source="Google", medium="cpc")
    model.given("sessionized_events", row)
    model.given("source_categories", {"source": "google", "source_category": "search"})
    model.expect({"channel": "Paid Search"})


def test_ties_of_a_moment_go_by_event(model: ModelUnderTest) -> None:
    model.given(
        "sessionized_events",
        happened("b", "page_view", page_location="/b", coupon="B", experiment_id="EB"),
        happened("a", "page_view", page_location="/a", coupon="A", experiment_id="EA"),
    )
    model.expect({"landing_page": "/a", "coupon": "B", "experiment_id": "EB", "is_bounce": True})


def test_only_orders_of_the_session_that_are_touched_count(model: ModelUnderTest) -> None:
    model.given("sessionized_events", happened("a", "purchase"))
    model.given("touched_orders", {"order_key": "t"}, {"order_key": "u"}, {"order_key": "w"})
    model.given(
        "fct_orders",
        {"order_id": "t", "order_key": "t", "session_id": "s", "revenue": 5},
        {"order_id": "u", "order_key": "u", "session_id": "s", "revenue": 7},
        {"order_id": "w", "order_key": "w", "session_id": "other", "revenue": 9},
        {"order_id": "stale", "order_key": "stale", "session_id": "s", "revenue": 11},
    )
    model.expect({"session_id": "s", "has_purchase": True, "order_count": 2, "revenue": 12})


def steps(model: ModelUnderTest, **minutes: float) -> None:
    """Give a session's events, each with its minute."""
    rows = (happened(name, name, minute) for name, minute in minutes.items())
    model.given("sessionized_events", *rows)


def test_all_steps_of_a_moment_are_in_order(model: ModelUnderTest) -> None:
    steps(model, **dict.fromkeys(WAY, 3))
    model.expect(
        {f"{step}_reached_at": at(3) for step in ("list", "view", "cart", "checkout")}
        | {"purchase_reached_at": None}
    )


def test_a_step_before_the_one_before_it_is_none(model: ModelUnderTest) -> None:
    steps(model, view_item_list=3, view_item=2, add_to_cart=4, begin_checkout=5)
    model.expect({"list_reached_at": at(3), "view_reached_at": None, "cart_reached_at": None})


def test_a_way_begins_with_a_list(model: ModelUnderTest) -> None:
    steps(model, view_item=2, add_to_cart=3)
    model.expect({"has_list_view": False, "list_reached_at": None, "view_reached_at": None})


@pytest.mark.parametrize(
    ("event_id", "reached"),
    [
        pytest.param("purchase", at(6), id="the event that the order counts by"),
        pytest.param("elsewhere", None, id="told again"),
    ],
)
def test_a_purchase_step_is_an_order(event_id: str, reached: Any, model: ModelUnderTest) -> None:
    steps(model, **{name: place for place, name in enumerate(WAY)}, purchase=6)
    model.given("touched_orders", {"order_key": "t"})
    order = {"order_id": "t", "order_key": "t", "event_id": event_id, "session_id": "s"}
    model.given("fct_orders", order)
    model.expect({"checkout_reached_at": at(3), "purchase_reached_at": reached})


def test_events_of_no_session_have_no_features(model: ModelUnderTest) -> None:
    model.given("sessionized_events", happened("a", "page_view", session_id=None))
    model.expect()


def shown(event_id: str, at_: datetime, name: str = "page_view", **more: Any) -> dict[str, Any]:
    row = {"event_id": event_id, "event_name": name, "session_id": "s", "visitor_id": "v"}
    return row | {"platform_id": "WEB", "event_at": at_} | more


def test_a_second_begins_with_its_last_microsecond(model: ModelUnderTest) -> None:
    tick = timedelta(microseconds=1)
    model.given(
        "sessionized_events",
        shown("a", at(0)),
        shown("b", at(1) - tick),
        shown("c", at(0), session_id="whole"),
        shown("d", at(1), session_id="whole"),
    )
    model.expect(
        {"session_id": "s", "duration_seconds": 59}, {"session_id": "whole", "duration_seconds": 60}
    )


def test_interactions_are_moments_and_a_setting_says_of_what(model: ModelUnderTest) -> None:
    model.config(sessions={"non_interaction_events": ["ping"]})
    model.given(
        "sessionized_events",
        shown("a", at(0)),
        shown("b", at(0)),
        shown("c", at(1), "ping"),
        shown("d", at(2), "scroll"),
        shown("nobody", at(3), session_id=None, visitor_id=None),
    )
    model.expect(
        {
            "session_id": "s",
            "event_count": 4,
            "interaction_count": 2,
            "session_start_at": at(0),
            "session_end_at": at(2),
        }
    )
