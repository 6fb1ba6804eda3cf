"""Hypothesis strategies: histories of events that crowd around the rules' edges.

A history is a set of typed events, as the oracle takes them but without `event_id`, and the
JSON lines that bring them: in any order, some twice, each in one of several spellings, cut into
batches. Ids come from tiny alphabets and times from a few clusters, so that events meet.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from tests.oracle.events import EPOCH
from tests.spellings import SPELLINGS, spelled
from transforms.parse.own_fields import OWN_FIELDS

Row = dict[str, Any]

EVENING_US = 1_711_320_300_000_000  # 2024-03-24 23:45:00 in Berlin
MINUTE_US = 60_000_000
DAYS = (0, 0, 0, 1, 7, 8, 15, 16)
"""Windows of campaigns end after 7 quiet days; clocks go forward an hour before the day 7."""
MINUTES = (-46, -45, -20, 0, 0, 1, 5, 15, 30, 30, 60)
"""Gaps of exactly 30:00 within a day, and midnight after 15 minutes; in summer before 45. Who
begins 46 minutes before, and does not pause, has been there for an hour after 14."""

NAMES = [
    *("page_view", "session_start", "scroll", "view_promotion", "refund", "refund"),
    *("view_item_list", "view_item_list", "select_item", "view_item", "view_item"),
    *("add_to_cart", "add_to_cart", "remove_from_cart", "begin_checkout"),
    *("purchase", "purchase", "purchase", "marketing_cost", "marketing_cost"),
    *("sign_up", "profile", "profile", "payment", "payment", "payment", "subscription_start"),
    *("subscription_start", "subscription_change", "subscription_end", "subscription_cancel"),
]
SMALL_PRICES = [None, "0", "1", "2.5", "3.3333", "10.01", "60"]
PRICES = [*SMALL_PRICES, *SMALL_PRICES, "1234567.8901", "99999999999999.9999"]
"""The last one is the greatest amount there is; sums and conversions stay at it."""
SOURCES = [
    *((None, None, None), (None, None, None), ("google", "cpc", "spring"), ("bing", None, None)),
    *(("(direct)", "(none)", None), (None, "email", None)),
]
SHOP = "https://shop.example"
PAGES = [
    *(None, f"{SHOP}/1", f"{SHOP}/1", f"{SHOP}/2", f"{SHOP}/?gclid=1"),
    *(f"{SHOP}/?utm_source=news&msclkid=2&utm_campaign=a+b", f"{SHOP}/?utm_source=(direct)"),
]
REFERRERS = [
    *(None, None, None, f"{SHOP}/1", "https://pay.shop.example/", "https://www.paypal.com/x"),
    *("https://own.example", "android-app://com.search.app/", "https://www.Blog.example:80/"),
]
NOWHERE = {"traffic": (None, None, None)}
LISTS = [
    *((None, None, None), ("l", "Left", None), ("l", None, None), ("m", "Middle", None)),
    *(("m", "Mid", None), ("mid", "Mid", True), ("left", None, None)),
]
"""Id and name of a list, and whether the id is made of the name."""

CONFIG = {
    "currency": {
        "reporting": "USD",
        "default": "EUR",
        "rates": {"EUR": 1.1, "MXN": "0.051234567891"},
    },
    "calendar": {"timezone": "Europe/Berlin"},
    "segments": {"high_value_cart": 5},
    "sessions": {"max_daily_events": 9, "max_hours": 1},
    "traffic": {"own_sites": ["own.example"]},
    "orders": {"reuse_days": 7},
    "warehouse": {"sync_data_files": False, "threads": 1},
}
"""The settings that histories are made for; one thread is the fastest for so few rows."""


@dataclass(frozen=True)
class History:
    """Events, each different from the others, and the batches that bring them."""

    events: list[Row]
    batches: list[bytes]

    @property
    def whole(self) -> bytes:
        """All lines as one batch."""
        return b"".join(self.batches)

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Let Hypothesis show a failing history as the lines that it is made of."""
        for number, batch in enumerate(self.batches, start=1):
            printer.text(f"\nbatch {number}:\n{batch.decode()}")


def _any(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def _money(*values: str | None) -> st.SearchStrategy[Decimal | None]:
    return st.sampled_from([None if value is None else Decimal(value) for value in values])


def _items() -> st.SearchStrategy[list[Row]]:
    item = st.fixed_dictionaries(
        {
            "product": _any(("p", None), ("p", "P"), ("p", "Pe"), ("q", "Q"), (None, "p")),
            "list": st.sampled_from(LISTS),
            "item_brand": _any(None, "B", "C"),
            "item_category": _any(None, "K"),
            "coupon": _any(None, None, "C", "E"),
            "item_list_index": _any(None, 1),
            "price": _money(*PRICES),
            "quantity": _any(None, 1, 2, 3, 0, Decimal("0.35"), Decimal("1.5")),
            "currency": _any(None, None, None, None, "EUR"),
            "discount": _money(None, None, None, "0.5", "0.3333"),
            "item_revenue": _money(None, None, None, "0", "7.7777"),
            "discount_value": _money(None, None, "1", "0.05"),
            "discount_codes": _any(
                [], [], ["HOT"], ["X", "HOT"], ["NELO_XP_2", "NELO_XP_1", "X"], ["x.NELO_XP_1"]
            ),
            "installments": _any(None, None, 1, 2, 6),
            "installment_price": _money(None, "3.5"),
            "is_in_stock": _any(None, True, False),
        }
    )
    return st.lists(item.map(_unpacked), max_size=3)


def _unpacked(item: Row) -> Row:
    item = dict(item)
    item["item_id"], item["item_name"] = item.pop("product")
    item["item_list_id"], item["item_list_name"], item["is_list_inferred"] = item.pop("list")
    return item


def _steps() -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries(
        {
            "event_name": st.sampled_from(NAMES),
            "minute": st.sampled_from(MINUTES),
            "tick": _any(0, 0, 0, 1),
            "producer_event_id": _any(None, None, "1"),
            "page_location": st.sampled_from(PAGES),
            "page_referrer": st.sampled_from(REFERRERS),
            "traffic": st.sampled_from(SOURCES),
            "experiment_id": _any(None, None, "NELO_XP_1", "NELO.XP.1", "x_A", "other"),
            "coupon": _any(None, None, "C", "D"),
            "country": _any(None, None, "FR", "DE"),
            "device_category": _any(None, None, "mobile", "desktop"),
            "currency": _any(None, "USD", "EUR", "MXN", "ZZZ"),
            "transaction_id": _any("T", None, "T", "U"),
            "value": _money(None, None, "0", "10", "9.9999", "0.0001"),
            "tax": _money(None, "1.005"),
            "shipping": _money(None, "2"),
            "checkout_step": _any(None, 1),
            "installments": _any(None, None, 1, 3),
            "items": _items(),
            "clicks": _any(None, 0, 3),
            "impressions": _any(None, 40),
            "reported": _any(None, -2880, 0, 0, 1),
            "segment": _any(None, "shops", "people"),
            "plan_id": _any(None, "basic", "pro"),
            "subscription_id": _any("s", "s", "t"),
            "interval": _any(None, "day", "week", "month", "quarter", "year"),
            "payment_id": _any("x", None, "y"),
            "invoice_id": _any(None, "i"),
            "status": _any("succeeded", "failed", "refunded", "charged_back"),
            "failure_code": _any(None, "card_declined"),
        }
    )


def _visits() -> st.SearchStrategy[list[Row]]:
    """Draw some events of one visitor on one platform and day; some visits tell nothing else."""
    shared = st.fixed_dictionaries(
        {
            "day": st.sampled_from(DAYS),
            "user_pseudo_id": _any("a", "a", "b", None),
            "user_id": _any(None, None, "u", "b"),
            "platform": _any("WEB", "WEB", "IOS"),
        }
    )
    told = _any(
        {},
        {},
        dict.fromkeys(("page_location", "page_referrer", "experiment_id", "coupon")) | NOWHERE,
    )
    return st.builds(
        lambda same, steps, told: [_event(same | step | told) for step in steps],
        shared,
        st.lists(_steps(), min_size=2, max_size=10),
        told,
    )


def _event(parts: Row) -> Row:
    event = dict(parts)
    minutes = event.pop("day") * 1440 + event.pop("minute")
    event["event_us"] = EVENING_US + minutes * MINUTE_US + event.pop("tick")
    event["source"], event["medium"], event["campaign"] = event.pop("traffic")
    reported = event.pop("reported")
    is_cost = event["event_name"] == "marketing_cost"
    if is_cost and event["clicks"] == 0 and event["value"] is not None:
        event["value"] = 0 - event["value"]  # a credit
    own = OWN_FIELDS.get(event["event_name"], {})
    event |= dict.fromkeys({name for kinds in OWN_FIELDS.values() for name in kinds} - {*own})
    event["reported_at"] = (
        EPOCH + timedelta(microseconds=EVENING_US + reported * MINUTE_US)
        if is_cost and reported is not None
        else None
    )
    return event


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw events, then lines for all of them and for some of them again, in any order."""
    visits = draw(st.lists(_visits(), min_size=2, max_size=6))
    events = list({_content(event): event for visit in visits for event in visit}.values())
    again = draw(st.lists(st.sampled_from(events), max_size=3))
    ordered = draw(st.permutations(events + again))
    lines = [spelled(event, draw(st.sampled_from(SPELLINGS))) + b"\n" for event in ordered]
    cuts = draw(st.sets(st.integers(1, max(1, len(lines) - 1)), max_size=3))
    edges = [0, *sorted(cuts), len(lines)]
    batches = [b"".join(lines[start:end]) for start, end in pairwise(edges)]
    return History(events, [batch for batch in batches if batch])


def _content(event: Row) -> str:
    """Write an event so that equal content gives equal text."""
    return json.dumps(event, sort_keys=True, default=str)
