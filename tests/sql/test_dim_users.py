"""People: first seen, first purchase, first installments."""

from datetime import date

from tests.events import DAY, event
from tests.models.under_test import ModelUnderTest
from tests.sql.stories import Case, Story

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)

CASES = [
    Case(
        "a version begins with the first day, the first purchase and the first installments",
        "user_id = 'v'",
        [
            event("page_view", "v"),
            event("purchase", "v", DAY),
            event("purchase", "v", 2 * DAY, installments=2),
            event("purchase", "v", 3 * DAY, installments=2),
        ],
        [
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": None,
                "has_used_installments": False,
                "valid_from": FIRST,
                "valid_to": SECOND,
                "is_current": False,
            },
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": SECOND,
                "has_used_installments": False,
                "valid_from": SECOND,
                "valid_to": THIRD,
                "is_current": False,
            },
            {
                "user_id": "v",
                "first_seen_date": FIRST,
                "first_purchase_date": SECOND,
                "has_used_installments": True,
                "valid_from": THIRD,
                "valid_to": None,
                "is_current": True,
            },
        ],
    ),
    Case(
        "all on one day is one version",
        "user_id = 'day'",
        [event("page_view", "day"), event("purchase", "day", 1, installments=2)],
        [{"valid_from": FIRST, "first_purchase_date": FIRST, "has_used_installments": True}],
    ),
    Case(
        "one part is no installments",
        "user_id = 'one'",
        [event("purchase", "one", installments=1)],
        [{"has_used_installments": False}],
    ),
    Case(
        "a login takes the visitor's history along",
        "user_id in ('device', 'person')",
        [
            event("page_view", "device"),
            event("page_view", "phone", DAY, user_id="person"),
            event("page_view", "device", 2 * DAY, user_id="person"),
        ],
        [{"user_id": "person", "first_seen_date": FIRST, "valid_from": FIRST, "valid_to": None}],
    ),
    Case(
        "on a shared device each keeps what they did while named, and the last has the rest",
        "user_id in ('shared', 'one-time', 'owner')",
        [
            event("page_view", "shared"),
            event("purchase", "shared", DAY, user_id="one-time"),
            event("page_view", "shared", 2 * DAY, user_id="owner"),
        ],
        [
            {"user_id": "one-time", "first_seen_date": SECOND, "first_purchase_date": SECOND},
            {"user_id": "owner", "first_seen_date": FIRST, "first_purchase_date": None},
        ],
    ),
    Case(
        "a refund shows nobody",
        "user_id in ('back', 'office')",
        [event("refund", "back", user_id="office", transaction_id="none", value=1)],
    ),
    Case(
        "a sign-up and what a day tells last begin a version, what is told again does not",
        "user_id = 'member'",
        [
            event("page_view", "member"),
            event("sign_up", "member", DAY, segment="people", plan_id="basic"),
            event("profile", "member", 2 * DAY, segment="people"),
            event("profile", "member", 3 * DAY, segment="shops"),
        ],
        [
            {"valid_from": FIRST, "signed_up_on": None, "segment": None}
            | {"plan_id": None, "channel": None, "valid_to": SECOND},
            {"valid_from": SECOND, "signed_up_on": SECOND, "segment": "people"}
            | {"plan_id": "basic", "channel": "Direct", "valid_to": date(2024, 3, 4)},
            {"valid_from": date(2024, 3, 4), "signed_up_on": SECOND, "segment": "shops"}
            | {"plan_id": "basic", "channel": "Direct", "valid_to": None},
        ],
    ),
    Case(
        "a profile alone makes a person known, and a later login takes it along",
        "user_id in ('known', 'letter', 'reader')",
        [
            event("profile", "known", segment="shops"),
            event("page_view", "letter", 2 * DAY, user_id="reader"),
            event("profile", "letter", DAY, segment="people"),
        ],
        [
            {"user_id": "known", "first_seen_date": FIRST, "segment": "shops"},
            {"user_id": "reader", "first_seen_date": SECOND, "segment": "people"},
        ],
    ),
    Case(
        "subscriptions and payments make nobody known",
        "user_id = 'payer'",
        [
            event("payment", "payer", status="succeeded"),
            event("subscription_start", "payer", subscription_id="s"),
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_person_is_seen_through_all_visitors(model: ModelUnderTest) -> None:
    model.given("touched_users", {"user_id": "u"})
    owners = {"v": "u", "w": "other"}
    model.given(
        "silver_identity_map",
        *({"visitor_id": visitor, "user_id": owner} for visitor, owner in owners.items()),
    )
    model.given(
        "silver_visitor_users",
        {"visitor_id": "v", "first_seen_at": "2024-03-02 23:59:59.999999"},
        {"visitor_id": "w", "user_id": "u", "first_seen_at": "2024-03-04 00:00:00"}
        | {"first_purchase_date": "2024-03-04", "first_installments_date": "2024-03-05"},
        {"visitor_id": "w", "user_id": "other", "first_seen_at": "2024-03-01"},
        {"visitor_id": "w", "first_seen_at": "2024-03-01", "first_purchase_date": "2024-03-01"},
        {"visitor_id": "v", "user_id": "other", "first_seen_at": "2024-03-01"},
    )
    seen, bought, paid = (date(2024, 3, day) for day in (2, 4, 5))
    model.expect(
        {
            "user_id": "u",
            "first_seen_date": seen,
            "first_purchase_date": None,
            "has_used_installments": False,
            "valid_from": seen,
            "valid_to": bought,
            "is_current": False,
        },
        {
            "user_id": "u",
            "first_seen_date": seen,
            "first_purchase_date": bought,
            "has_used_installments": False,
            "valid_from": bought,
            "valid_to": paid,
            "is_current": False,
        },
        {
            "user_id": "u",
            "first_seen_date": seen,
            "first_purchase_date": bought,
            "has_used_installments": True,
            "valid_from": paid,
            "valid_to": None,
            "is_current": True,
        },
    )


def test_a_person_who_lost_every_visitor_is_none(model: ModelUnderTest) -> None:
    model.there({"user_id": "gone", "valid_from": date(2024, 3, 1)})
    model.given("touched_users", {"user_id": "gone"})
    model.expect_landed()
