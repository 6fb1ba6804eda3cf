"""Answers: rows of a copy as JSON, with the state of the lake that has them, and its ETag."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from transforms.config import Config
from transforms.models.metrics import Metric
from transforms.query.metrics import ALL, Standing, standings_of
from transforms.serve.copies import Copy
from transforms.system.json_values import json_value

_MOST_NAMED = 50  # known values that are told
_STANDING = {"metric", "period_start", "segment", "value", "is_complete"}


class UnknownValue(Exception):
    """Caught by the API: a parameter has a value that the rows do not know."""

    def __init__(self, parameter: str, value: str, known: list[str]) -> None:
        named = ", ".join(known[:_MOST_NAMED])
        more = f" and {len(known) - _MOST_NAMED} more" if len(known) > _MOST_NAMED else ""
        super().__init__(f"{parameter} must be one of {named}{more}, got {value[:100]!r}")
        self.known = known[:_MOST_NAMED]


@dataclass(frozen=True)
class Page:
    """Which of the rows: at most `limit` of them, those before `offset` left out."""

    limit: int
    offset: int = 0


@dataclass(frozen=True)
class Answer:
    """What is sent: JSON, how many rows are in it, and what it is known by."""

    body: bytes
    rows: int
    etag: str


def having(table: pa.Table, column: str, value: str) -> pa.Table:
    """Give the rows that have a value in a column; all of them where it is not published."""
    return table.filter(pc.equal(table[column], value)) if column in table.column_names else table


def chosen(table: pa.Table, **wanted: str) -> pa.Table:
    """Give the rows that have these values in these columns.

    Of a column that is not published, only `all` may be asked for, which chooses nothing.

    Raises:
        UnknownValue: a column has no such value, but others.
    """
    for column, value in wanted.items():
        is_there = column in table.column_names
        known = pc.unique(table[column]).drop_null().to_pylist() if is_there else [ALL]
        if known and value not in known:
            raise UnknownValue(column, value, sorted(known))
        table = having(table, column, value)
    return table


def rows_answer(copy: Copy, table: pa.Table, page: Page, tag: str, **more: Any) -> Answer:
    """Answer with a page of the rows, and what else there is to say."""
    rows = table.slice(page.offset, page.limit).to_pylist()
    return _answer(copy, rows, table.num_rows, page, tag, more)


def standings_answer(
    copy: Copy, teams: Iterable[str], config: Config, page: Page, tag: str
) -> Answer:
    """Answer where the metrics of some teams stand."""
    is_told = set(copy.table.column_names) >= _STANDING
    rows = having(copy.table, "segment", ALL).to_pylist() if is_told else []
    standings = [_standing(each) for team in teams for each in standings_of(team, rows, config)]
    return _answer(copy, standings[page.offset :][: page.limit], len(standings), page, tag, {})


def etag(copy: Copy, tag: str) -> str:
    """Name a state of the lake: a lake that is made anew counts its snapshots from the start."""
    return f'"{copy.snapshot.snapshot_id}-{copy.snapshot.committed_us:x}-{tag}"'


def tag_of(config: Config, version: str) -> str:
    """Tell settings and releases apart, by which a state may be answered otherwise."""
    text = f"{version} {config.model_dump_json()}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _answer(
    copy: Copy, rows: list[dict[str, Any]], count: int, page: Page, tag: str, more: dict[str, Any]
) -> Answer:
    after = page.offset + len(rows)
    values = {
        "snapshot_id": copy.snapshot.snapshot_id,
        "last_event_at": copy.last_event_at,
        **more,
        "rows": rows,
        "row_count": count,
        "next_offset": after if rows and after < count else None,
    }
    return Answer(json.dumps(values, default=plain).encode(), len(rows), etag(copy, tag))


def _standing(each: Standing) -> dict[str, Any]:
    metric = each.metric
    return {
        **facts_of(metric, each.goal, is_north_star=each.is_north_star),
        "period_start": each.period_start,
        "value": each.value,
        "previous_value": each.previous_value,
        "change": each.change,
        "is_met": each.is_met,
    }


def facts_of(metric: Metric, goal: Decimal | None, *, is_north_star: bool) -> dict[str, Any]:
    """Tell what a metric is, and what it should be."""
    return {
        "metric": metric.name,
        "summary": metric.summary,
        "team": metric.team,
        "unit": metric.unit,
        "good": metric.good,
        "period": metric.period,
        "goal": goal,
        "is_north_star": is_north_star,
    }


def plain(value: Any) -> Any:
    """Give a value as JSON has it: times are ISO 8601 in UTC, decimals are text."""
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else json_value(value)
