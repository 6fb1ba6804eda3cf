"""Of events that share an identity the first day's fullest counts, whenever they arrive."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.conftest import PROFILE
from tests.differences import Tables, assert_same
from tests.events import DAY, NOON_US, event, item
from tests.lakes import build_lake
from tests.oracle import silver
from tests.oracle.identities import superseded
from tests.spellings import PLAIN
from tests.strategies import CONFIG, History, histories
from transforms.config import Config
from transforms.lake.connection import atomic
from transforms.models.silver import rebuild_silver

Row = dict[str, Any]

#: Each example makes three lakes: one has to do where time counts.
PHASES = [Phase.explicit] if PROFILE == "default" else settings().phases
#: Rows that are events already, but for what they are one by.
OWN = {
    *("event_id", "user_pseudo_id", "user_id", "ga_session_id", "platform", "device_category"),
    *("country", "traffic_source", "page_location", "page_title", "page_referrer"),
    *("experiment_id", "coupon", "currency", "payment_type", "transaction_id", "value", "tax"),
    *("shipping", "checkout_step", "installments", "clicks", "impressions", "reported_at"),
    *("segment", "plan_id", "subscription_id", "interval", "payment_id", "invoice_id", "status"),
    *("event_name", "event_timestamp", "failure_code"),
}
MAPPING = {
    "format": "jsonl",
    "json": ["items"],
    "fields": {name: name for name in sorted(OWN)}
    | {"items": {"each": "items", "fields": {name: name for name in [*PLAIN, "item_params"]}}},
    "identity": ["own"],
}
SETTINGS = CONFIG | {"sources": {"rows": MAPPING}}


@dataclass(frozen=True)
class Told:
    """Lines of a history, each with what its event is one by, and where batches end."""

    lines: list[tuple[bytes, str | None]]
    edges: list[int]

    @property
    def batches(self) -> list[bytes]:
        rows = [_row(line, own) for line, own in self.lines]
        return [b"".join(rows[first:last]) for first, last in pairwise(self.edges)]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        for number, batch in enumerate(self.batches, start=1):
            printer.text(f"\nbatch {number}:\n{batch.decode()}")


def _row(line: bytes, own: str | None) -> bytes:
    named = b"" if own is None else b',"own":"%s"' % own.encode()
    return line.rstrip()[:-1] + named + b"}\n"


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Draw a history whose lines share few identities; some lines have none."""
    history: History = draw(histories())
    texts = [line for line in history.whole.splitlines() if line]
    lines = [(line, draw(st.sampled_from(["m", "n", "o", "p", None]))) for line in texts]
    cuts = draw(st.sets(st.integers(1, max(1, len(lines) - 1)), max_size=4))
    return Told(lines, sorted({0, *cuts, len(lines)}))


def tellings_of(*pairs: tuple[Row, Row], standing: list[Row]) -> Told:
    """Tell pairs of events, each of one identity, in two batches beside events that stand.

    A third one tells the first of each pair again.
    """
    first, second = zip(*pairs, strict=True)
    names = [f"pair {number}" for number in range(len(pairs))]
    lines = [*((each, None) for each in standing), *zip(first, names, strict=True)]
    lines += [*zip(second, names, strict=True), *reversed([*zip(first, names, strict=True)])]
    written = [(json.dumps(each).encode(), own) for each, own in lines]
    return Told(written, [0, len(lines) - 2 * len(pairs), len(lines) - len(pairs), len(lines)])


LEFT = item("p", item_list_id="l", item_list_name="Left", price=5)
SOLD = {"transaction_id": "t", "value": 5, "installments": 3, "user_id": "u"}
PAID = {"payment_id": "x", "status": "failed", "value": 5}
PLAN = {"subscription_id": "s", "plan_id": "basic", "value": 5, "interval": "month"}
COST = {"traffic_source": {"source": "google"}, "value": 5}
BING = {"source": "bing", "medium": "cpc", "campaign": "c"}
#: What only grows has to shrink: each second telling leaves what the first one touched.
TAKEN_BACK = tellings_of(
    (event("page_view", "alone", 1), event("page_view", "other", 1, country="DE")),
    (
        event("page_view", "guest", 9, user_id="c"),
        event("page_view", "other", 9, country="DE", value=1),
    ),
    (event("page_view", "shared", 2, user_id="b"), event("page_view", "shared", 2, value=1, tax=1)),
    (
        event("view_item_list", "v", 3, items=[LEFT]),
        event("view_item_list", "w", 3, items=[item("q", price=1)], country="DE", value=1),
    ),
    (
        event("purchase", "v", 4, **SOLD, items=[item("p", "HOT", price=5)]),
        event("purchase", "w", 4, **SOLD | {"transaction_id": "u"}, coupon="C", tax=1, shipping=1),
    ),
    (
        event("marketing_cost", None, 5, **COST, reported_at=NOON_US + 1),
        event("marketing_cost", None, 5, value=7, clicks=1, traffic_source=BING),
    ),
    (
        event("profile", "v", 6, segment="shops"),
        event("profile", "w", 6, segment="shops", plan_id="pro"),
    ),
    (
        event("profile", "solo", 6, segment="shops"),
        event("profile", "w", 5, segment="people", plan_id="pro"),
    ),
    (
        event("payment", "v", 7, **PAID),
        event("payment", "w", 7, **PAID | {"payment_id": "y"}, tax=1),
    ),
    (
        event("subscription_start", "v", 8, **PLAN),
        event("subscription_start", "w", 8, **PLAN | {"subscription_id": "r"}, currency="EUR"),
    ),
    standing=[
        event("page_view", "v", -3 * DAY),
        event("page_view", "shared", -DAY, user_id="a"),
        event("page_view", "guest", -DAY),
        event("view_item_list", "v", -2, items=[LEFT | {"item_list_name": "Links"}]),
        event("purchase", "v", -2 * DAY, transaction_id="early", value=1, user_id="u"),
        event("marketing_cost", None, 4, **COST | {"value": 3}, reported_at=NOON_US),
        event("profile", "v", 0, segment="people", plan_id="basic"),
    ],
)


@pytest.mark.slow
@settings(phases=PHASES)
@given(told())
@example(TAKEN_BACK)
def test_the_first_days_fullest_event_counts_in_any_order_and_batching(told: Told) -> None:
    whole, staged, _ = loaded([b"".join(told.batches)])
    tellings = [(row, told.lines[row["line_number"] - 1][1]) for row in staged]
    gone = superseded(tellings, Config.model_validate(CONFIG))
    counting = [
        row for row, _ in tellings if not row["is_duplicate"] and row["event_id"] not in gone
    ]
    assert {row["event_id"] for row in whole["silver_superseded_events"]} == gone
    assert_same(silver(counting, Config.model_validate(CONFIG)), whole)
    parts, _, anew = loaded(*([batch] for batch in told.batches))
    assert_same(whole, parts)
    assert_same(parts, anew)
    backwards, _, _ = loaded(*([batch] for batch in reversed(told.batches)), told.batches[:1])
    assert_same(whole, backwards)


def loaded(*groups: list[bytes]) -> tuple[Tables, list[Row], Tables]:
    """Load groups of batches into a new lake; give its Silver, all its lines, and Silver rebuilt.

    The ledger counts, batch by batch, what no longer counts.
    """
    with TemporaryDirectory() as home:
        lake = build_lake(Path(home), [], SETTINGS, engine="duckdb")
        try:
            for group in groups:
                lake.load_together(*group, source="rows")
            silver_tables = lake.silver()
            counted = "select batch_id, coalesce(superseded, 0) as n from lake.ops.batches"
            before = lake.query(f"{counted} order by 1")
            rows = lake.query(
                "select *, epoch_us(event_at) as event_us from lake.staging.stg_events"
                " order by line_number"
            )
            with atomic(lake.connection):
                rebuild_silver(lake.connection, lake.config)
            assert lake.query(f"{counted} order by 1") == before
            return silver_tables, rows, lake.silver()
        finally:
            lake.close()
