"""What sign-ups and profiles told last, by visitor, name and day."""

from tests.events import DAY, event
from tests.gold.days import day
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "a day has what was told last, each name and day its own",
        "visitor_id = 'v'",
        [
            event("sign_up", "v", segment="people", source="news", medium="email"),
            event("profile", "v", 1, segment="shops", plan_id="pro"),
            event("profile", "v", 2, plan_id="basic", user_id="u"),
            event("profile", "v", DAY, segment="shops"),
        ],
        [
            {
                "event_date": day(0),
                "user_id": None,
                "has_signed_up": True,
                "segment": "shops",
                "plan_id": "pro",
                "channel": "Email",
            },
            {
                "event_date": day(0),
                "user_id": "u",
                "has_signed_up": False,
                "segment": None,
                "plan_id": "basic",
                "channel": None,
            },
            {
                "event_date": day(1),
                "user_id": None,
                "has_signed_up": False,
                "segment": "shops",
                "plan_id": None,
                "channel": None,
            },
        ],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()


def test_a_sign_up_is_a_visit_and_a_profile_is_none(story: Story) -> None:
    assert [row["event_count"] for row in story.whole["silver_sessions"]] == [1]
