"""What models say, in the lake: scores, cards and drift, replaced as a whole.

They are no Silver: Silver follows from the events alone, a score from a model and the day it was
asked. So they stand beside the ledger, and `verify` compares none of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from transforms.ml.card import Card
from transforms.ml.trained import DayScore, PersonScore

_CARD = {
    "model": pa.string(),
    "model_version": pa.string(),
    "state": pa.string(),
    "is_current": pa.bool_(),
    "verdict": pa.string(),
    "question": pa.string(),
    "not_for": pa.string(),
    "snapshot_id": pa.int64(),
    "test_cutoff": pa.date32(),
    "horizon_days": pa.int64(),
    "train_rows": pa.int64(),
    "test_rows": pa.int64(),
    "base_rate": pa.float64(),
}
_FIGURE = {
    "model": pa.string(),
    "model_version": pa.string(),
    "part": pa.string(),
    "name": pa.string(),
    "figure": pa.string(),
    "value": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
}
_DRIFT = {
    "model": pa.string(),
    "model_version": pa.string(),
    "cutoff": pa.date32(),
    "name": pa.string(),
    "figure": pa.string(),
    "value": pa.float64(),
    "before": pa.float64(),
    "state": pa.string(),
}
_OF_MODEL = {"model": pa.string(), "model_version": pa.string(), "cutoff": pa.date32()}
_PERSON = {
    **_OF_MODEL,
    "user_id": pa.string(),
    "score": pa.float64(),
    "amount": pa.float64(),
    "label": pa.string(),
    "reasons": pa.string(),
}
_DAY = {
    **_OF_MODEL,
    "metric": pa.string(),
    "day": pa.date32(),
    "value": pa.float64(),
    "expected": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "deviation": pa.float64(),
    "smallest_change": pa.float64(),
    "is_anomaly": pa.bool_(),
}
Row = Mapping[str, Any]


def write_cards(
    connection: duckdb.DuckDBPyConnection, cards: Sequence[Card], current: Mapping[str, str]
) -> None:
    """Put all cards into the lake; `current` names the versions whose scores it has."""
    listed = [
        {
            "model": card.model,
            "model_version": card.version,
            "state": card.state,
            "is_current": current.get(card.model) == card.version,
            "verdict": card.verdict,
            "question": card.question,
            "not_for": card.not_for,
            "snapshot_id": card.about.get("snapshot_id"),
            "test_cutoff": _day(card.about.get("test_cutoff")),
            "horizon_days": card.about.get("horizon_days"),
            "train_rows": card.about.get("rows"),
            "test_rows": card.about.get("test_rows"),
            "base_rate": card.about.get("base_rate"),
        }
        for card in cards
    ]
    figures = [
        {"model": card.model, "model_version": card.version, **vars(row)}
        for card in cards
        for row in card.rows
    ]
    for table, columns, rows in (
        ("model_cards", _CARD, listed),
        ("model_figures", _FIGURE, figures),
    ):
        connection.execute(f"delete from lake.ops.{table}")
        _insert(connection, table, columns, rows)


def scored_versions(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Name the version of each model whose scores the lake has."""
    rows = connection.execute(
        "select model, max(model_version) from lake.ops.person_scores group by model"
        " union all"
        " select model, max(model_version) from lake.ops.day_scores group by model"
    ).fetchall()
    return dict(rows)


def write_scores(
    connection: duckdb.DuckDBPyConnection,
    model: str,
    version: str,
    cutoff: date,
    scores: Sequence[PersonScore] | Sequence[DayScore],
) -> None:
    """Put a model's scores in the place of those before."""
    common = {"model": model, "model_version": version, "cutoff": cutoff}
    for table, columns, kind in (
        ("person_scores", _PERSON, PersonScore),
        ("day_scores", _DAY, DayScore),
    ):
        connection.execute(f"delete from lake.ops.{table} where model = ?", [model])
        rows = [{**common, **vars(each)} for each in scores if isinstance(each, kind)]
        _insert(connection, table, columns, rows)


def write_drift(connection: duckdb.DuckDBPyConnection, model: str, rows: Iterable[Row]) -> None:
    """Put a model's drift in the place of that before."""
    connection.execute("delete from lake.ops.model_drift where model = ?", [model])
    _insert(connection, "model_drift", _DRIFT, list(rows))


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, pa.DataType],
    rows: Sequence[Row],
) -> None:
    if not rows:
        return
    given = pa.table(
        {name: pa.array([row.get(name) for row in rows], kind) for name, kind in columns.items()}
    )
    connection.register("ml_rows", given)
    try:
        connection.execute(f"insert into lake.ops.{table} by name select * from ml_rows")
    finally:
        connection.unregister("ml_rows")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
