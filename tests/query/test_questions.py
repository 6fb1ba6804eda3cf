"""The questions of sql/questions/: each one answers, and the page shows the example's answers."""

import gzip
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conventions.trees import nodes, relations
from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from tests.paths import PROJECT
from transforms.cli.picture import summary_picture
from transforms.dictionary.faq import questions_page
from transforms.errors import UsageError
from transforms.models.header import ModelError
from transforms.models.model import read_models
from transforms.query.questions import Question, question_of, read_question, read_questions
from transforms.query.summary import summarize

TEAMS = {"growth", "marketing", "finance", "product"}
SPRING = {"traffic_source": {"source": "news", "medium": "email", "campaign": "spring"}}
HOT = item("p", "HOT", price=10)
RING = item("r", price=30, item_category="Rings")


def shown(*products: str) -> dict[str, Any]:
    """Products of the list Hits."""
    return {"items": [item(each, item_list_id="l", item_list_name="Hits") for each in products]}


#: Ada buys with everything there is; Bob bounces; Cem leaves a checkout, and so does Dia, who
#: buys something else a day later and gets some of it back; Eve sees a new price on another
#: platform.
STORY = [
    event(
        "view_item_list",
        "ada",
        0,
        **shown("p", "q"),
        experiment_id="NELO_XP_A",
        country="Peru",
        device_category="mobile",
    ),
    event("select_item", "ada", 1, **shown("p")),
    event("view_item", "ada", 2, items=[HOT]),
    event("add_to_cart", "ada", 3, items=[HOT]),
    event("begin_checkout", "ada", 4, items=[HOT]),
    event(
        "purchase",
        "ada",
        5,
        transaction_id="t1",
        value=18,
        coupon="SAVE",
        installments=3,
        items=[HOT | {"discount": 2}, item("q", price=8)],
    ),
    event("page_view", "bob", 0, experiment_id="NELO_XP_B", **SPRING),
    event("view_item_list", "cem", 0, **shown("p"), **SPRING),
    event("view_item", "cem", 1, items=[HOT]),
    event("begin_checkout", "cem", 2, items=[HOT]),
    event("add_to_cart", "dia", 0, items=[item("q", price=8)]),
    event("begin_checkout", "dia", 1, items=[item("q", price=8)]),
    event("purchase", "dia", DAY, transaction_id="t2", value=30, items=[RING]),
    event("refund", None, DAY + 2, transaction_id="t2", value=6),
    event("marketing_cost", None, DAY, value=10, **SPRING),
    event(
        "subscription_start",
        None,
        DAY,
        user_id="ada",
        subscription_id="s",
        interval="year",
        value=144,
    ),
    event("view_item_list", "eve", DAY, platform="IOS", **shown("p")),
    event("view_item", "eve", DAY + 1, platform="IOS", items=[HOT | {"price": 8}]),
]
MARCH, FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 1), date(2024, 3, 2)
NOON, NEXT_NOON = datetime(2024, 3, 1, 12), datetime(2024, 3, 2, 12)

#: Rates of both days together: the bounce rate on WEB is 2 of 5, where the days' own are 1/4 and 1.
ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "shop": [(MARCH, 6, 0.1667, 0.3333, 0.6667, 0.3333, 0.3333, 2, 48, 24, 0.5)],
    "funnel": [
        (1, "list", 3, None, 1, None, None),
        (2, "view", 3, 1, 1, 0, False),
        (3, "cart", 1, 0.3333, 0.3333, 2, True),
        (4, "checkout", 1, 1, 0.3333, 0, False),
        (5, "purchase", 1, 1, 0.3333, 0, False),
    ],
    "bounces": [(None, 6, 1, 0.1667), ("IOS", 1, 0, 0), ("WEB", 5, 1, 0.2)],
    "platforms": [
        ("WEB", 5, 2.5, 2.6, 0.2, 0.5, 0.4, 2, 48, 24, 9.6),
        ("IOS", 1, 1, 2, 0, 0, 0, 0, 0, None, 0),
    ],
    "lists": [
        ("(no list)", 0, 0, 0, 1, None, None, None, 30),
        ("Hits", 3, 3, 1, 1, 0.3333, 0.3333, 1, 18),
    ],
    "traffic_campaigns": [("(none)", 2, 2, 1, 2, 0.5, 48), ("spring", 1, 1, 0, 0, 0, 0)],
    "experiments": [
        ("(none)", False, 4, 0, 3, 0.25, None, None, None, None, 1, 30, 30, 10),
        ("NELO_XP_A", True, 1, 0, 1, 1, None, None, None, None, 1, 18, 18, 18),
        ("NELO_XP_B", False, 1, 0, 1, 0, -1, -1, -1, 0.1573, 0, 0, None, 0),
    ],
    "view_to_purchase": [
        ("WEB", 5, 2, 2, 1, 1, 0.3333, 0.5, 0.4),
        ("IOS", 1, 1, 0, 0, 0, None, 0, 0),
    ],
    "campaigns": [
        ("(none)", 0, 2, None, 2, 38, 0, None),
        ("HOT", 3, 1, 0.3333, 1, 10, 2, 3.33),
    ],
    "coupons": [("(none)", 1, 0.5, 30, 30, 0, 30, 0), ("SAVE", 1, 0.5, 18, 30, -12, 18, 2)],
    "cart_abandoners": [("WEB", 2, 2, 18, 1, 30, 30, 24)],
    "checkout_dropouts": [("cem", NOON.replace(minute=2), 1, 10)],
    "bought_something_else": [("dia", NOON, 1, 8, NEXT_NOON, "t2", 30)],
    "price_changes": [("HOT", FIRST, "p", None, SECOND, 10, 8, -2, -0.2)],
    "product_discounts": [
        ("p", 1, 1, 1, 10, 2, 0.1667),
        ("r", 1, 0, 1, 30, 0, 0),
        ("q", 1, 0, 1, 8, 0, 0),
    ],
    "campaign_discounts": [("HOT", FIRST, FIRST, 1, 1, 10, 2, 0.1667)],
    "purchase_discounts": [
        (SECOND, "t2", "WEB", None, 1, 30, 0, 0, 0),
        (FIRST, "t1", "WEB", "SAVE", 2, 18, 2, 0.1, 2),
    ],
    "installments": [(MARCH, "WEB", 2, 1, 0.5, 3, 48, 18, 0.375)],
    "channels": [("Direct", 4, 0, 0.5, 2, 48, 12), ("Email", 2, 0.5, 0, 0, 0, 0)],
    "countries": [("(unknown)", 5, 0.8333, 0.2, 1, 30), ("Peru", 1, 0.1667, 1, 1, 18)],
    "devices": [("(unknown)", 5, 0.2, 0.4, 0.2, 0.4, 0.2, 30), ("mobile", 1, 0, 1, 1, 1, 1, 18)],
    "new_and_returning": [("new", 5, 0.2, 108, 0.2, 1, 18), ("returning", 1, 0, 0, 1, 1, 30)],
    "active_users": [(MARCH, False, 5, 5, 0, 2, 0.4, 6, 1.2, 9.6)],
    "busy_hours": [("Fri", 12, 4, 4, 1, 1, 0.25, 18), ("Sat", 12, 2, 2, 1, 1, 0.5, 30)],
    "repeat_buyers": [(MARCH, 2, 2, 0, None, None, None, 48, 0)],
    "next_order": [(1, 2, None, None, 24, 0.125)],
    "customer_value": [("Direct", 2, 0, 1, 42, 21)],
    "categories": [
        ("Rings", "(none)", 1, 1, 30, 0.625, 0),
        ("(none)", "(none)", 2, 2, 18, 0.375, 0.1),
    ],
    "bought_together": [("p", "q", 1, 1, 1, 2)],
    "refunds": [("r", 1, 6, 30, 0.2)],
    "channel_performance": [
        ("Direct", 2, 48, None, None, None),
        ("Email", 0, 0, 10, 0, None),
    ],
    "attribution_models": [("Direct", *[48] * 6, 0), ("Email", *[0] * 6, 0)],
    "daily_trends": [
        (SECOND, 2, 1, 1, 0.5, 30, 48, 10),
        (FIRST, 4, 4, 1, 0.25, 18, 18, None),
    ],
    "top_paths": [("Direct", 2, 1, 0.6667, 48), ("Email", 0, 2, 0, 0)],
    "journeys": [(1, 1, 0.5, 0.08, 18), (2, 1, 0.5, 24, 30)],
    "device_visitors": [("(unknown)", 5, 4, 1, 2, 1, 30, 6), ("mobile", 1, 1, 1, 1, 1, 18, 18)],
    "growth_levers": [],
    "user_funnel": [
        (1, "visit", 5, None, 1, None, None),
        (2, "view_item_list", 3, 0.6, 0.6, 2, 0.4),
        (3, "view_item", 3, 1, 0.6, 0, 0),
        (4, "add_to_cart", 1, 0.3333, 0.2, 2, 0.6667),
        (5, "begin_checkout", 1, 1, 0.2, 0, 0),
        (6, "purchase", 1, 1, 0.2, 0, 0),
        (7, "purchase", 0, 0, 0, 1, 1),
    ],
    "come_and_go": [(MARCH, False, 5, 5, 0, 0, 0, 5, None, None)],
    "who_comes_back": [(MARCH, 5, None, None, None)],
    "feature_use": [],
    "recurring_revenue": [(MARCH, False, 0, 12, 0, 0, 0, 0, 12, None, None)],
}

each_question = pytest.mark.parametrize("question", read_questions(), ids=lambda each: each.name)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    home = tmp_path_factory.mktemp("story")
    lake = build_lake(home, [lines(*STORY)], engine="duckdb")
    yield lake
    lake.close()


@each_question
def test_a_question_answers_the_story(story: Lake, question: Question) -> None:
    rows = [tuple(row.values()) for row in story.query(question.sql)]
    assert [tuple(map(_plain, row)) for row in rows] == ANSWERS[question.name]


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    events = gzip.decompress((PROJECT / "examples/merch_store/events.jsonl.gz").read_bytes())
    lake = build_lake(tmp_path_factory.mktemp("shop"), [events], engine="duckdb")
    yield lake
    lake.close()


@pytest.mark.deep
def test_the_page_of_questions_shows_the_answers_of_the_example(example: Lake) -> None:
    page = questions_page(example.connection)
    empty = [each for each in read_questions() if not example.query(each.sql)]
    assert (PROJECT / "docs/questions.md").read_text(encoding="utf-8") == page, "run `make docs`"
    assert all("table is empty" in question.example for question in empty)


@pytest.mark.slow
def test_the_picture_of_the_readme_shows_the_summary_of_the_example(
    example: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")  # the picture does not go by the machine
    picture = (PROJECT / "docs/summary.svg").read_text(encoding="utf-8")
    assert picture == summary_picture(summarize(example.connection)), "run `make picture`"
    assert len(picture.encode()) < 60_000
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert "](docs/summary.svg)" in readme
    [count] = example.query("select lines, staged, duplicates, dead_lettered from ops.batches")
    assert (
        "`1 batch loaded: {lines:,} lines = {staged:,} new events + {duplicates:,} duplicates"
        " + {dead_lettered:,} refused + 0 blank`".format_map(count)
    ) in readme


def test_questions_are_numbered_without_a_gap() -> None:
    assert [each.number for each in read_questions()] == list(range(1, len(ANSWERS) + 1))


@each_question
def test_a_question_says_who_asks_and_what_it_reads(question: Question) -> None:
    assert question.text.endswith("?")
    assert question.team in TEAMS
    assert relations(nodes(question.sql)) == set(question.views)
    assert set(question.views) <= {view.name for view in read_models("gold")}


@each_question
def test_no_question_averages_rates(question: Question) -> None:
    assert not re.search(r"\b(avg|mean)\(", question.sql)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("shop.sql", "-- shop: a?\n-- team: growth\n-- views: v\n", id="no number"),
        pytest.param("01_shop.sql", "-- store: a?\n-- team: growth\n-- views: v\n", id="a name"),
        pytest.param("01_shop.sql", "-- shop: a?\n-- views: v\n", id="no team"),
    ],
)
def test_a_question_without_its_header_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(f"{text}-- example: e\n\nselect 1\n")
    with pytest.raises(ModelError, match=name):
        read_question(path)


def test_an_unknown_number_names_the_range() -> None:
    for number in (0, len(ANSWERS) + 1):
        with pytest.raises(UsageError, match=f"one of 1 to {len(ANSWERS)}, got {number}"):
            question_of(number)
