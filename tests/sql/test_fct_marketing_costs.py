"""What each campaign cost on each day, as last reported, in whatever order reports come."""

from typing import Any

from tests.events import DAY, NOON_US, at, event
from tests.gold.days import day
from tests.lakes import Row
from tests.sql.stories import Case, Story

MINUTE_US = 60_000_000


def report(source: str, minute: float, reported: int, value: float, **more: Any) -> Row:
    told = {"source": source, "value": value, "reported_at": NOON_US + reported * MINUTE_US}
    return event("marketing_cost", None, minute, **told, **more)


CASES = [
    Case(
        "a row is whole: Friday's spend, revised on Saturday",
        "source = 'google'",
        [
            report("google", 0, 1, 10, medium="cpc", campaign="spring", clicks=1),
            report(
                "google",
                *(5, DAY, 12),
                medium="cpc",
                campaign="spring",
                currency="EUR",
                clicks=3,
                impressions=40,
            ),
        ],
        [
            {
                "cost_date": day(0),
                "source": "google",
                "medium": "cpc",
                "campaign": "spring",
                "channel": "Paid Search",
                "currency": "EUR",
                "cost": 24,
                "cost_original": 12,
                "clicks": 3,
                "impressions": 40,
                "reported_at": at(DAY),
            }
        ],
    ),
    Case(
        "a lower figure counts where it was reported later, though it comes first",
        "source = 'low'",
        [report("low", 0, 9, 1), report("low", 0, 8, 5), report("low", 0, 7, 9)],
        [{"cost": 1, "reported_at": at(9)}],
    ),
    Case(
        "of two reports of one moment one counts, the same in any order",
        "source = 'tie'",
        [report("tie", 0, 9, 1), report("tie", 0, 9, 2)],
        [{"reported_at": at(9)}],
    ),
    Case(
        "what names no campaign is one that is `(not set)`",
        "source = 'plain'",
        [
            report("plain", 0, 1, 1, campaign="(not set)"),
            report("plain", 0, 2, 2),
            report("plain", DAY, 2, 3),
        ],
        [{"campaign": None, "cost": 2}, {"campaign": None, "cost": 3}],
    ),
    Case(
        "a cost is of no person, whomever it names",
        "source = 'owned'",
        [report("owned", 0, 1, 1, user_id="u", user_pseudo_id="v")],
        [{"cost": 1}],
    ),
]
CONFIG = {"currency": {"reporting": "USD", "rates": {"EUR": 2}}}


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_cost_makes_no_session_and_nobody(story: Story) -> None:
    assert story.whole["silver_user_sessions"] == []
    assert story.whole["dim_users"] == []
