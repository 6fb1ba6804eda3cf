"""Status: where the lake stands, read from the ledger and the folders; nothing is changed."""

from datetime import datetime
from typing import Any

import duckdb

from transforms import ledger
from transforms.archive import archived_ids
from transforms.batches import staged_ids
from transforms.lock import lock_holder
from transforms.models import read_models
from transforms.workplace import Workplace


def read_status(place: Workplace) -> dict[str, Any]:
    """Read where the lake stands: `lake` is None before the first run.

    Counts are rows or lines; times are naive UTC.
    """
    waiting = staged_ids(place.home)
    status: dict[str, Any] = {
        "home": str(place.home.root),
        "writer": lock_holder(place.home),
        "archived_batches": len(archived_ids(place.home)),
        "waiting_batches": len(waiting),
        "oldest_waiting_batch": waiting[0] if waiting else None,
        "lake": None,
    }
    if not _has_lake(place):
        return status
    with place.reading() as connection:
        loaded = ledger.loaded_ids(connection)
        status["waiting_batches"] = len(set(archived_ids(place.home)) - loaded)
        status["lake"] = _read_lake(connection)
    return status


def _read_lake(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    lines = _first(
        connection,
        """
        select
            count(*) as batches, coalesce(sum(lines), 0)::bigint as lines,
            coalesce(sum(staged), 0)::bigint as staged,
            coalesce(sum(duplicates), 0)::bigint as duplicates,
            coalesce(sum(dead_lettered), 0)::bigint as dead_lettered,
            coalesce(sum(blank), 0)::bigint as blank,
            max(finished_at) as last_run_at, max(last_event_at) as last_event_at
        from lake.ops.batches where state = 'loaded'
        """,
    )
    refused = connection.execute(
        "select code, count(*) from lake.ops.dead_letters group by code order by 2 desc, 1"
    ).fetchall()
    failed = connection.execute(
        "select batch_id, error from lake.ops.batches where state = 'failed' order by 1"
    ).fetchall()
    warned = connection.execute(
        """
        select check_name, sum(failed_rows)::bigint from lake.ops.check_results
        where failed_rows > 0 group by check_name order by 1
        """
    ).fetchall()
    drift = connection.execute(
        "select field, sum(lines)::bigint from lake.ops.field_drift group by 1 order by 2 desc, 1"
    ).fetchall()
    return {
        **lines,
        "lag_seconds": _lag(lines["last_event_at"]),
        "refused_by_code": dict(refused),
        "failed_batches": dict(failed),
        "checks_with_findings": dict(warned),
        "fields_without_a_rule": dict(drift),
        "rows": count_rows(connection),
    }


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count the rows of every table of staging and Silver; the catalog knows them."""
    tables = [model for model in read_models("staging", "silver") if model.is_table]
    names = [
        f"{model.schema}.{model.name}"
        for model in sorted(tables, key=lambda model: (model.schema != "staging", model.name))
    ]
    return {
        name: _first(connection, f"select count(*) as rows from lake.{name}")["rows"]
        for name in names
    }


def _has_lake(place: Workplace) -> bool:
    kind, _, path = place.config.warehouse.catalog.partition(":")
    return kind != "sqlite" or (place.home.root / path).exists()


def _lag(last_event_at: datetime | None) -> int | None:
    return None if last_event_at is None else int((ledger.now() - last_event_at).total_seconds())


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or []]
    return dict(zip(names, found.fetchone() or (), strict=True))
