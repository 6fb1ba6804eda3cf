"""Experiments of sessions: every variant seen, of events and items, and whether it stood alone."""

from tests.events import at, event, item, session_id
from tests.sql.stories import Case, Story

CASES = [
    Case(
        "two experiments do not hide each other",
        f"session_id = '{session_id('two')}'",
        [
            event("page_view", "two", 0, experiment_id="EXP1_NELO_XP_B"),
            event("page_view", "two", 1, experiment_id="EXP2.A"),
            event("page_view", "two", 2, experiment_id="EXP1_NELO_XP_B"),
        ],
        [
            {
                "session_id": session_id("two"),
                "experiment_id": "EXP1_NELO_XP",
                "variant": "B",
                "code": "EXP1_NELO_XP_B",
                "first_seen_at": at(0),
                "is_only_variant": True,
                "session_date": at(0).date(),
            },
            {
                "session_id": session_id("two"),
                "experiment_id": "EXP2",
                "variant": "A",
                "code": "EXP2.A",
                "first_seen_at": at(1),
                "is_only_variant": True,
                "session_date": at(0).date(),
            },
        ],
    ),
    Case(
        "two variants of one experiment are told, whichever came first",
        f"session_id = '{session_id('mixed')}'",
        [
            event("page_view", "mixed", 0, experiment_id="x_B"),
            event("page_view", "mixed", 30, experiment_id="x_A"),
            event("page_view", "mixed", 60, experiment_id="y_A"),
        ],
        [
            {
                "experiment_id": "x",
                "variant": "A",
                "first_seen_at": at(30),
                "is_only_variant": False,
            },
            {
                "experiment_id": "x",
                "variant": "B",
                "first_seen_at": at(0),
                "is_only_variant": False,
            },
            {
                "experiment_id": "y",
                "variant": "A",
                "first_seen_at": at(60),
                "is_only_variant": True,
            },
        ],
    ),
    Case(
        "another session sees another variant alone",
        f"session_id = '{session_id('mixed', 91)}'",
        [event("page_view", "mixed", 91, experiment_id="x_B")],
        [{"experiment_id": "x", "variant": "B", "is_only_variant": True}],
    ),
    Case(
        "codes of items count each, beside the event's own",
        f"session_id = '{session_id('items')}'",
        [
            event(
                "view_item",
                "items",
                items=[
                    item("p", "HOT|NELO_XP_2|a.NELO_XP_1"),
                    item("q", "NELO_XP_2|b.NELO_XP_3"),
                ],
                experiment_id="own_1",
            )
        ],
        [
            {"experiment_id": "NELO_XP", "variant": "2"},
            {"experiment_id": "a.NELO_XP", "variant": "1"},
            {"experiment_id": "b.NELO_XP", "variant": "3"},
            {"experiment_id": "own", "variant": "1"},
        ],
    ),
    Case(
        "a code without a sign between names a variant alone",
        f"session_id = '{session_id('bare')}'",
        [
            event("page_view", "bare", 0, experiment_id="blue"),
            event("page_view", "bare", 1, experiment_id="red_"),
            event("page_view", "bare", 2, experiment_id="_x"),
        ],
        [
            {"experiment_id": "", "variant": name, "code": name, "is_only_variant": False}
            for name in ("_x", "blue", "red_")
        ],
    ),
    Case(
        "two codes of one variant are one row",
        f"session_id = '{session_id('same')}'",
        [
            event("page_view", "same", 0, experiment_id="z_A"),
            event("page_view", "same", 1, experiment_id="z.A"),
        ],
        [
            {
                "experiment_id": "z",
                "variant": "A",
                "code": "z.A",
                "first_seen_at": at(0),
                "is_only_variant": True,
            }
        ],
    ),
    Case(
        "an event of nobody is in no session",
        "experiment_id = 'nobody'",
        [event("page_view", None, experiment_id="nobody_A")],
        [],
    ),
]


def test_rows(case: Case, story: Story) -> None:
    story.check(case)


def test_pieces_make_the_same_tables(story: Story) -> None:
    story.check_pieces()
