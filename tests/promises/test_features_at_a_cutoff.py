"""Features at a cutoff are, row for row, those of a lake that ends there: nothing leaks back."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.conftest import PROFILE
from tests.differences import assert_same
from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from tests.promises.test_identities import SETTINGS, Told, tellings_of, told
from tests.spellings import spelled
from tests.strategies import CONFIG, EVENING_US, History, histories
from transforms.ml.people import NUMBERS, features_sql, labels_sql, read_people

Row = dict[str, Any]
EXAMPLES = 1 if PROFILE == "default" else settings().max_examples
PHASES = [Phase.explicit] if PROFILE == "default" else settings().phases
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime.fromtimestamp(EVENING_US / 1e6, UTC).astimezone(BERLIN).date()


def day_of(us: int) -> date:
    return datetime.fromtimestamp(us / 1e6, UTC).astimezone(BERLIN).date()


def features(lake: Lake, cutoff: date) -> list[Row]:
    return lake.query(features_sql(lake.config, cutoff))


@settings(max_examples=EXAMPLES)
@given(histories(), st.sampled_from([1, 2, 8, 16, 17]))
def test_nothing_leaks_back(history: History, days: int) -> None:
    cutoff = FIRST + timedelta(days=days)
    before = [each for each in history.events if day_of(each["event_us"]) < cutoff]
    cut = b"".join(spelled(each) + b"\n" for each in before)
    assert_same(told_at(cutoff, cut), told_at(cutoff, history.whole))


#: A fuller telling of three days later, of a visit and of an order, behind the cutoff of a day.
TOLD_LATER = tellings_of(
    (event("page_view", "v", 23 * DAY), event("page_view", "v", 26 * DAY, country="DE")),
    (
        event("purchase", "w", 23 * DAY, transaction_id="t", value=5),
        event("purchase", "w", 26 * DAY, transaction_id="t", value=5, country="DE", tax=1),
    ),
    standing=[event("page_view", "v", 20 * DAY)],
)


@pytest.mark.slow
@settings(max_examples=EXAMPLES, phases=PHASES)
@given(told(), st.sampled_from([1, 2, 8, 16]))
@example(TOLD_LATER, 1)
def test_nothing_leaks_back_where_events_are_told_twice(told: Told, days: int) -> None:
    cutoff = FIRST + timedelta(days=days)
    lines = b"".join(told.batches).splitlines(keepends=True)
    before = [line for line in lines if day_of(moment_us(line)) < cutoff]
    assert_same(
        told_at(cutoff, b"".join(before), SETTINGS, "rows"),
        told_at(cutoff, b"".join(lines), SETTINGS, "rows"),
    )


def told_at(
    cutoff: date, lines: bytes, config: Row = CONFIG, source: str = ""
) -> dict[str, list[Row]]:
    """Give the features at a cutoff over a lake of these lines."""
    with TemporaryDirectory() as home:
        lake = build_lake(Path(home), [], config, engine="duckdb")
        try:
            if lines:
                lake.load_together(lines, source=source)
            return {"features": features(lake, cutoff)}
        finally:
            lake.close()


def moment_us(line: bytes) -> int:
    said = json.loads(line)["event_timestamp"]
    if isinstance(said, int):
        return said
    moment = datetime.fromisoformat(said.strip())
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


#: Noon of 2024-03-01 and the days after it; what is known before the third day begins.
KNOWN = [
    event("view_item", "phone", 0),
    event("add_to_cart", "phone", 1),
    event("purchase", "phone", 2, transaction_id="t", value=10, items=[item("p", price=4)]),
    event("page_view", "laptop", DAY, traffic_source={"source": "news", "medium": "email"}),
    event("page_view", "late", 1.5 * DAY - 5),
    event(
        "subscription_start",
        "phone",
        3,
        subscription_id="s",
        plan_id="plus",
        value=12,
        currency="USD",
        interval="month",
    ),
    event("payment", "phone", 4, subscription_id="s", payment_id="b", status="failed", value=12),
]
#: What comes afterwards, and would change what Silver says of the days before.
LATER = {
    "a login re-assigns a visitor": [event("page_view", "phone", 9 * DAY, user_id="ada")],
    "a refund takes an order back": [event("refund", None, 9 * DAY, transaction_id="t", value=10)],
    "a session goes on across midnight": [
        event(
            "add_to_cart",
            "late",
            1.5 * DAY + 5,
            traffic_source={"source": "google", "medium": "cpc"},
        )
    ],
    "an order is told again with another value": [
        event("purchase", "phone", 9 * DAY, transaction_id="t", value=99)
    ],
    "another order is placed": [event("purchase", "phone", 9 * DAY, transaction_id="u", value=5)],
    "a subscription ends and has another owner": [
        event("subscription_end", None, 9 * DAY, subscription_id="s", user_id="eve")
    ],
}
CUTOFF = date(2024, 3, 3)


def test_what_comes_later_changes_nothing(lake: Lake, tmp_path: Path) -> None:
    ends = build_lake(tmp_path, [lines(*KNOWN)], engine="duckdb")
    assert_same({"features": features(ends, CUTOFF)}, {"features": features(lake, CUTOFF)})
    ends.close()


def test_a_late_event_counts_as_if_it_had_come_in_time(tmp_path: Path) -> None:
    late = event("page_view", "laptop", 5, user_id="ada")
    later = build_lake(tmp_path, [lines(*KNOWN), lines(late)], engine="duckdb")
    found = {row["user_id"]: row for row in features(later, CUTOFF)}
    later.close()
    assert "laptop" not in found
    assert (found["ada"]["age_days"], found["ada"]["last_channel"]) == (2, "Email")


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Any:
    later = [each for events in LATER.values() for each in events]
    found = build_lake(
        tmp_path_factory.mktemp("features"), [lines(*KNOWN, *later)], engine="duckdb"
    )
    yield found
    found.close()


def test_what_is_known_of_a_person(lake: Lake) -> None:
    (phone,) = [row for row in features(lake, CUTOFF) if row["user_id"] == "phone"]
    wanted = {
        "recency_days": 2,
        "age_days": 2,
        "active_days": 1,
        "sessions_7": 1,
        "events_30": 3,
        "orders": 1,
        "purchases_30": 1,
        "purchase_recency_days": 2,
        "mean_gap_days": None,
        "cart_rate": 1,
        "checkout_rate": 0,
        "bounce_rate": 0,
        "platforms": 1,
        "first_channel": "Direct",
        "last_channel": "Direct",
        "plan": "plus",
        "mrr": 12,
        "tenure_days": 2,
        "failed_payments_90": 1,
        "revenue": 10,
        "purchase_days": 1,
        "repeat_value": None,
    }
    assert {name: phone[name] for name in wanted} == wanted


def test_who_did_not_buy_has_no_last_order(lake: Lake) -> None:
    (laptop,) = [row for row in features(lake, CUTOFF) if row["user_id"] == "laptop"]
    assert laptop["purchase_recency_days"] is None
    assert (laptop["orders"], laptop["plan"], laptop["last_channel"]) == (0, None, "Email")


def test_a_session_within_the_gap_of_midnight_tells_no_channel(lake: Lake) -> None:
    (late,) = [row for row in features(lake, CUTOFF) if row["user_id"] == "late"]
    assert (late["last_channel"], late["bounce_rate"]) == (None, 1)


def test_orders_are_those_of_the_facts_once_all_is_known(lake: Lake) -> None:
    facts = lake.query(
        "select coalesce(o.user_id, i.user_id) as user_id, count(*) as orders,"
        " sum(revenue) as revenue from fct_orders as o"
        " inner join silver_identity_map as i using (visitor_id) group by all"
    )
    found = [
        {name: row[name] for name in ("user_id", "orders", "revenue")}
        for row in features(lake, date(2030, 1, 1))
        if row["orders"]
    ]
    assert_same({"orders": facts}, {"orders": found})


def test_labels_find_a_person_under_a_later_name(lake: Lake) -> None:
    labels = {row["user_id"]: row for row in lake.query(labels_sql(lake.config, CUTOFF))}
    assert {name: row["comes_back"] for name, row in labels.items()} == {
        "phone": True,  # who logged in later
        "laptop": False,
        "late": True,
    }
    assert labels["phone"]["was_seen"]


def test_people_are_read_in_the_order_of_their_ids(lake: Lake) -> None:
    people = read_people(lake.connection, lake.config, CUTOFF, labelled=True)
    assert list(people.user_ids) == ["laptop", "late", "phone"]
    assert people.values().shape == (3, len(NUMBERS))
    assert people.columns["comes_back"].tolist() == [0.0, 1.0, 1.0]
