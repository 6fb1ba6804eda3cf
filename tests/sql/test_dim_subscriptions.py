"""What a subscription costs, from which day to which, in whatever order its events come."""

from decimal import Decimal
from typing import Any

import pytest

from tests.events import DAY, at, event
from tests.gold.days import day
from tests.lakes import Row
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

LIMIT = Decimal("99999999999999.9999")


def of(subscription_id: str, name: str, days: float = 0, **more: Any) -> Row:
    told = {"subscription_id": subscription_id} | more
    return event(f"subscription_{name}", f"v{subscription_id}", days * DAY, **told)


def versions(*rows: tuple[int, int | None, float], **more: Any) -> list[Row]:
    return [
        {"valid_from": day(first), "valid_to": None if end is None else day(end), "mrr": mrr} | more
        for first, end, mrr in rows
    ]


CASES = [
    Case(
        "a version is whole",
        "subscription_id = 'whole'",
        [
            of(
                "whole",
                "start",
                user_id="u",
                plan_id="basic",
                currency="EUR",
                value=30,
                interval="quarter",
            )
        ],
        [
            {
                "subscription_id": "whole",
                "visitor_id": "vwhole",
                "user_id": "u",
                "plan_id": "basic",
                "currency": "EUR",
                "amount": 60,
                "amount_original": 30,
                "interval": "quarter",
                "mrr": 20,
                "valid_from": day(0),
                "valid_to": None,
                "is_current": True,
            }
        ],
    ),
    Case(
        "a change begins a version on its day, an end leaves none",
        "subscription_id = 'life'",
        [
            of("life", "start", value=10),
            of("life", "change", 2, value=20),
            of("life", "end", 5),
        ],
        versions((0, 2, 10), (2, 5, 20)),
    ),
    Case(
        "what a change does not tell stays as it was",
        "subscription_id = 'quiet'",
        [
            of("quiet", "start", value=12, interval="year", plan_id="a"),
            of("quiet", "change", 1, plan_id="b"),
        ],
        [
            {"plan_id": "a", "mrr": 1, "interval": "year", "valid_to": day(1)},
            {"plan_id": "b", "mrr": 1, "interval": "year", "valid_to": None},
        ],
    ),
    Case(
        "equal states in a row are one version",
        "subscription_id = 'same'",
        [of("same", "start", value=5), of("same", "change", 1, value=5), of("same", "start", 2)],
        versions((0, None, 5)),
    ),
    Case(
        "the last event of a day counts: up and down again is nothing",
        "subscription_id = 'day'",
        [
            of("day", "start", value=5),
            of("day", "change", 1, value=9),
            of("day", "change", 1.01, value=5),
        ],
        versions((0, None, 5)),
    ),
    Case(
        "begun and ended on one day is no version",
        "subscription_id = 'none'",
        [of("none", "start", value=5), of("none", "end", 0.1)],
    ),
    Case(
        "a trial and a pause cost 0 and are versions",
        "subscription_id = 'pause'",
        [
            of("pause", "start"),
            of("pause", "change", 1, value=5),
            of("pause", "change", 2, value=0),
        ],
        versions((0, 1, 0), (1, 2, 5), (2, None, 0)),
    ),
    Case(
        "after its end a change does not bring it back, a start does",
        "subscription_id = 'back'",
        [
            of("back", "start", value=5),
            of("back", "end", 1),
            of("back", "change", 2, value=7),
            of("back", "start", 4),
        ],
        versions((0, 1, 5), (4, None, 7)),
    ),
    Case(
        "a change without a start is a subscription whose start was not told",
        "subscription_id = 'joined'",
        [of("joined", "change", value=5), of("joined", "end", 2)],
        versions((0, 2, 5)),
    ),
    Case(
        "a wish to leave moves nothing, nor does an end that nothing came before",
        "subscription_id in ('wish', 'void')",
        [of("wish", "start", value=5), of("wish", "cancel", 1), of("void", "end", 1)],
        versions((0, None, 5)),
    ),
    Case(
        "a subscription is whose its last events say, all the time",
        "subscription_id = 'owned'",
        [
            of("owned", "start", value=5, user_id="a"),
            of("owned", "change", 1, value=6, user_id="b"),
            of("owned", "change", 2, value=7),
        ],
        versions((0, 1, 5), (1, 2, 6), (2, None, 7), user_id="b"),
    ),
]
CONFIG = {"currency": {"reporting": "USD", "rates": {"EUR": 2}}}


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


@pytest.mark.parametrize(
    ("interval", "value", "rate", "mrr"),
    [
        ("month", "9.99", "1", "9.99"),
        ("day", "1", "1", "30.4167"),
        ("week", "3", "1", "13"),
        ("quarter", "10", "1", "3.3333"),
        ("year", "100", "1", "8.3333"),
        pytest.param("year", "0.0006", "1", "0.0001", id="half a unit goes up"),
        pytest.param("year", "0.0005", "1", "0", id="less than half goes down"),
        pytest.param("year", "1", "1.4994", "0.1250", id="rounded once: 1.4994 / 12 is 0.12495"),
        pytest.param("month", str(LIMIT), "1", str(LIMIT), id="the greatest amount"),
        pytest.param("day", str(LIMIT), "1000000", str(LIMIT), id="held at the limit"),
    ],
)
def test_mrr_is_rounded_once(
    model: ModelUnderTest, interval: str, value: str, rate: str, mrr: str
) -> None:
    model.config(currency={"reporting": "USD", "rates": {"EUR": rate}})
    model.given("touched_subscriptions", {"subscription_id": "s"})
    told = {"subscription_id": "s", "event_id": "0" * 32, "event_name": "subscription_start"}
    when = {"event_at": at(0), "event_date": day(0)}
    money = {"value": Decimal(value), "currency": "EUR", "interval": interval}
    model.given("silver_billing_events", told | when | money)
    model.expect({"mrr": Decimal(mrr)})
