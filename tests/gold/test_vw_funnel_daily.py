"""The funnel: a step counts at or after the step before it."""

from decimal import Decimal
from typing import Any

from tests.events import DAY, MINUTE_US, Row, event
from tests.gold.conftest import Check
from tests.gold.days import day, on
from tests.sql.stories import Case

STEPS = {
    "list": "view_item_list",
    "view": "view_item",
    "cart": "add_to_cart",
    "checkout": "begin_checkout",
    "purchase": "purchase",
}
TICK = 1 / MINUTE_US


def went(visitor: str, minute: float, *names: str, **fields: Any) -> list[Row]:
    """A visitor's steps, a minute apart."""
    return [
        event(STEPS[name], visitor, minute + position, **fields)
        for position, name in enumerate(names)
    ]


def reached(*sessions: int) -> list[Row]:
    """The sessions that reached each step, in order."""
    return [
        {"step": step, "step_name": name, "sessions": sessions[step - 1]}
        for step, name in enumerate(STEPS, 1)
    ]


CASES = [
    Case(
        "a day is whole",
        on("session_date", 0),
        [*went("a", 0, *STEPS), *went("b", 0, "list", "view"), *went("c", 0, "list")],
        [
            {
                "session_date": day(0),
                "platform_id": "WEB",
                "step": step,
                "step_name": name,
                "sessions": sessions,
                "rate_from_previous": rate if rate is None else Decimal(rate),
                "drop_off": drop_off,
            }
            for step, name, sessions, rate, drop_off in [
                (1, "list", 3, None, None),
                (2, "view", 2, "0.666667", 1),
                (3, "cart", 1, "0.5", 1),
                (4, "checkout", 1, "1", 0),
                (5, "purchase", 1, "1", 0),
            ]
        ],
    ),
    Case(
        "a session without a list is in no step; rates of nothing are empty",
        on("session_date", 1),
        went("a", DAY, "view", "cart", "checkout", "purchase"),
        [
            row | {"rate_from_previous": None, "drop_off": None if row["step"] == 1 else 0}
            for row in reached(0, 0, 0, 0, 0)
        ],
    ),
    Case(
        "a step that is left out ends the way",
        on("session_date", 2),
        went("a", 2 * DAY, "list", "view", "checkout", "purchase"),
        reached(1, 1, 0, 0, 0),
    ),
    Case(
        "a purchase before the checkout does not count",
        on("session_date", 3),
        went("a", 3 * DAY, "list", "view", "cart", "purchase", "checkout"),
        reached(1, 1, 1, 1, 0),
    ),
    Case(
        "a purchase in the checkout's microsecond counts",
        on("session_date", 4),
        [
            *went("a", 4 * DAY, "list", "view", "cart"),
            *went("a", 4 * DAY + 5, "checkout"),
            *went("a", 4 * DAY + 5, "purchase"),
        ],
        reached(1, 1, 1, 1, 1),
    ),
    Case(
        "a purchase one microsecond before the checkout does not",
        on("session_date", 5),
        [
            *went("a", 5 * DAY, "list", "view", "cart"),
            *went("a", 5 * DAY + 5, "checkout"),
            *went("a", 5 * DAY + 5 - TICK, "purchase"),
        ],
        reached(1, 1, 1, 1, 0),
    ),
    Case(
        "a view before the list counts where another follows",
        on("session_date", 6),
        went("a", 6 * DAY, "view", "list", "view", "view"),
        reached(1, 1, 0, 0, 0),
    ),
    Case(
        "steps of two sessions do not join",
        on("session_date", 7),
        [*went("a", 7 * DAY, "list"), *went("a", 7 * DAY + 31, "view")],
        reached(1, 0, 0, 0, 0),
    ),
    Case(
        "a session over midnight counts on the day it began",
        on("session_date", 8, 9),
        went("a", 8.5 * DAY - 1, "list", "view"),
        [row | {"session_date": day(8)} for row in reached(1, 1, 0, 0, 0)],
    ),
    Case(
        "platforms stand apart",
        on("session_date", 10),
        [*went("a", 10 * DAY, "list"), *went("a", 10 * DAY, "list", "view", platform="APP")],
        [
            row | {"platform_id": platform}
            for platform, rows in {
                "WEB": reached(1, 0, 0, 0, 0),
                "APP": reached(1, 1, 0, 0, 0),
            }.items()
            for row in rows
        ],
    ),
    Case("a day without a session has no row", on("session_date", 11), []),
    Case(
        "a thank-you page that is loaded again the next day is no purchase step",
        on("session_date", 13, 14),
        [
            *went("again", 13 * DAY, *STEPS, transaction_id="once"),
            *went("again", 14 * DAY, *STEPS, transaction_id="once"),
        ],
        [
            *(row | {"session_date": day(13)} for row in reached(1, 1, 1, 1, 1)),
            *(row | {"session_date": day(14)} for row in reached(1, 1, 1, 1, 0)),
        ],
    ),
    Case(
        "events of nobody are no session",
        on("session_date", 12),
        [event("purchase", None, 12 * DAY)],
    ),
]


def test_rows(case: Case, check: Check) -> None:
    check(case)
