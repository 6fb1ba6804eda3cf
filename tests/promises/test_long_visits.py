"""Visits without an end and days of bots: the same in every order, and as the oracle cuts them."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import PROFILE
from tests.differences import Tables, assert_same
from tests.events import event, item, lines
from tests.lakes import Lake, build_lake
from tests.oracle import silver
from tests.oracle.events import EPOCH
from transforms.config import Config

Row = dict[str, Any]

#: Each example makes two lakes: a few have to do where time counts.
EXAMPLES = 2 if PROFILE == "default" else settings().max_examples
FIELDS = ("event_name", "event_timestamp", "user_pseudo_id", "platform", "transaction_id", "value")
CONFIG: dict[str, Any] = {
    "sessions": {"gap_minutes": 20, "max_daily_events": 12, "max_hours": 1},
    "warehouse": {"sync_data_files": False, "threads": 1},
    "sources": {
        "rows": {
            "format": "jsonl",
            "fields": {name: name for name in FIELDS}
            | {"items": {"each": "items", "fields": {"item_id": "item_id", "price": "price"}}},
            "identity": "own",
        }
    },
}
NAMES = ("page_view", "page_view", "page_view", "view_item", "purchase", "refund", "profile")


@st.composite
def batches(draw: st.DrawFn) -> list[bytes]:
    """Draw events of two visitors across a midnight, few minutes apart, and cut them in batches.

    Some have one identity, so that one of them takes the other back.
    """
    moments = st.integers(0, 42).map(lambda step: 11 * 60 - 7 + 10 * step)
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(NAMES),
                st.sampled_from(("v", "v", "v", "w")),
                moments,
                st.sampled_from((None, None, "1", "2", "3")),
            ),
            min_size=4,
            max_size=40,
            unique_by=lambda row: row[:3],
        )
    )
    told = [_told(number, *row) for number, row in enumerate(rows)]
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(told) - 1)), max_size=3)))
    edges = [0, *cuts, len(told)]
    return [lines(*told[start:end]) for start, end in pairwise(edges) if start < end]


def _told(number: int, name: str, visitor: str, minute: int, own: str | None) -> Row:
    more = (
        {"transaction_id": f"t{number % 3}", "value": 5} if name in {"purchase", "refund"} else {}
    )
    items = {"items": [item("p", price=5)] * (number % 3)} if name != "profile" else {}
    return event(name, visitor, minute, own=own or f"n{number}", **more, **items)


def visit(*minutes: int) -> list[Row]:
    return [
        _told(number + 10, "page_view", "v", minute, None) for number, minute in enumerate(minutes)
    ]


#: 14:00 ends a visit that began by 13:00. Its first event is taken back: then 15:00 does.
BEGIN, FULLER = _told(12, "page_view", "v", 50, "1"), _told(14, "page_view", "w", 300, "1")
TAKEN_BACK = lines(BEGIN, *visit(65, 75, 95, 115, 125, 145, 165, 175, 185))
#: 14:00 and 15:00 end a visit; its begin comes late, and so does an event that joins two visits.
ENDLESS = visit(55, 65, 85, 105, 125, 145, 165, 185)


@pytest.mark.slow
@settings(max_examples=EXAMPLES)
@given(batches())
@example([TAKEN_BACK, lines(FULLER)])
@example([lines(*ENDLESS[1:4], *ENDLESS[5:]), lines(ENDLESS[0]), lines(ENDLESS[4])])
def test_sessions_follow_from_the_set_of_events(cut: list[bytes]) -> None:
    whole, expected = loaded([b"".join(cut)])
    assert_same(expected, whole)
    parts, _ = loaded(cut)
    assert_same(whole, parts)


def loaded(cut: list[bytes]) -> tuple[Tables, Tables]:
    """Load batches one by one; give Silver, and what the oracle makes of the events that count."""
    with TemporaryDirectory() as home:
        lake = build_lake(Path(home), [], CONFIG, engine="duckdb")
        try:
            for batch in cut:
                lake.load_together(batch, source="rows")
            return lake.silver(), silver(counted(lake), Config.model_validate(CONFIG))
        finally:
            lake.close()


def counted(lake: Lake) -> list[Row]:
    rows = lake.query(
        "select * from lake.staging.stg_events where not is_duplicate and event_id not in"
        " (select event_id from lake.silver.silver_superseded_events)"
    )
    return [
        row | {"event_us": (row["event_at"] - EPOCH) // timedelta(microseconds=1)} for row in rows
    ]
