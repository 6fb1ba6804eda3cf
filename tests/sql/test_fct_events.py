"""Events: each one once, with what its items add up to."""

from datetime import date
from decimal import Decimal

from tests.events import at, event, item
from tests.sql.stories import Case, Story

FULL = {
    "user_id": "u",
    "event_id": "p-1",
    "ga_session_id": 17,
    "page_location": "https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=a+b%21",
    "page_title": "Shop",
    "page_referrer": "https://www.other.example/x",
    "device_category": "mobile",
    "country": "MX",
    "coupon": "C",
    "currency": "mxn",
    "payment_type": "card",
    "transaction_id": "T",
    "value": 10.5,
    "tax": "1.00005",
    "shipping": 2,
    "checkout_step": 3,
    "installments": 1,
}

CASES = [
    Case(
        "an event keeps everything, once",
        "visitor_id = 'full'",
        [
            event("purchase", "full", 1, **FULL, items=[item("p", "NELO_XP_2", price=2)]),
            event("purchase", "full", 1, items=[item("p", "NELO_XP_2", price="2.0")], **FULL),
        ],
        [
            {
                "event_name": "purchase",
                "visitor_id": "full",
                "user_id": "u",
                "platform_id": "WEB",
                "producer_event_id": "p-1",
                "ga_session_id": "17",
                "page_location": FULL["page_location"],
                "page_title": "Shop",
                "page_referrer": "https://www.other.example/x",
                "source": "news",
                "medium": "email",
                "campaign": "a b!",
                "device_category": "mobile",
                "country": "MX",
                "experiment_id": "NELO_XP_2",
                "coupon": "C",
                "currency": "MXN",
                "payment_type": "card",
                "transaction_id": "T",
                "value": Decimal("10.5"),
                "tax": Decimal("1.0000"),
                "shipping": Decimal(2),
                "checkout_step": 3,
                "installments": 1,
                "item_count": 1,
                "items_value": Decimal(2),
                "has_installments": False,
                "event_at": at(1),
                "event_date": date(2024, 3, 1),
            }
        ],
    ),
    Case(
        "an event without items is worth nothing",
        "visitor_id = 'bare'",
        [event("page_view", "bare")],
        [{"item_count": 0, "items_value": Decimal(0), "value": None, "has_installments": False}],
    ),
    Case(
        "items are worth their revenue, else price times quantity",
        "visitor_id = 'worth'",
        [
            event(
                "view_item",
                "worth",
                items=[
                    item("a", item_revenue=1, price=9),
                    item("b", price=2, quantity=3),
                    item("c"),
                ],
            )
        ],
        [{"item_count": 3, "items_value": Decimal(7)}],
    ),
    Case(
        "values beyond the limit stay at it",
        "visitor_id = 'rich'",
        [
            event(
                "view_item",
                "rich",
                items=[item("a", price="99999999999999.9999", quantity=10**9)] * 3,
            )
        ],
        [{"items_value": Decimal("99999999999999.9999")}],
    ),
    Case(
        "two parts are installments, one is not",
        "visitor_id = 'parts'",
        [event("purchase", "parts", installments=2), event("purchase", "parts", 1, installments=1)],
        [
            {"event_at": at(0), "has_installments": True},
            {"event_at": at(1), "has_installments": False},
        ],
    ),
    Case(
        "installments of an item are the event's",
        "visitor_id = 'item parts'",
        [
            event(
                "purchase",
                "item parts",
                items=[
                    item("a")
                    | {
                        "item_params": [
                            {"key": "number_of_installments", "value": {"int_value": 6}}
                        ]
                    }
                ],
            )
        ],
        [{"has_installments": True, "installments": None}],
    ),
    Case(
        "a named source wins over the page, a click id over the referrer",
        "visitor_id = 'traffic'",
        [
            event(
                "page_view",
                "traffic",
                traffic_source={"source": "own"},
                page_location="https://s.example/?utm_source=x",
            ),
            event(
                "page_view",
                "traffic",
                1,
                page_location="https://s.example/?gclid=1",
                page_referrer="https://blog.example/",
            ),
            event(
                "page_view",
                "traffic",
                2,
                page_location="https://www.s.example/",
                page_referrer="https://blog.example:80/a",
            ),
            event(
                "page_view",
                "traffic",
                3,
                page_location="https://www.s.example/",
                page_referrer="https://s.example/a",
            ),
        ],
        [
            {"event_at": at(0), "source": "own", "medium": None, "campaign": None},
            {"event_at": at(1), "source": "google", "medium": "cpc", "campaign": None},
            {"event_at": at(2), "source": "blog.example", "medium": "referral", "campaign": None},
            {"event_at": at(3), "source": None, "medium": None, "campaign": None},
        ],
    ),
    Case(
        "a parameter that cannot be decoded stays as it is written",
        "visitor_id = 'latin'",
        [
            event(
                "page_view",
                "latin",
                page_location="https://s.example/?utm_source=%E9t%E9&utm_medium=%",
            )
        ],
        [{"source": "%E9t%E9", "medium": "%"}],
    ),
    Case(
        "one producer id with two contents is two events",
        "producer_event_id = 'twice'",
        [event("a", "x", event_id="twice"), event("b", "x", event_id="twice")],
        [{"event_name": "a"}, {"event_name": "b"}],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
