"""How batches stand in the ledger: loaded, with refused lines among them, or failed."""

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Failure:
    """A batch that is not loaded: in how many runs it failed, and why in the last."""

    attempts: int
    error: str


@dataclass(frozen=True)
class Standing:
    """How all batches stand: the loaded ones, those of them with refused lines, and the failed."""

    loaded: set[str]
    refused: set[str]
    failures: dict[str, Failure]


def standing(connection: duckdb.DuckDBPyConnection) -> Standing:
    """Tell how all batches stand, from one look at the ledger."""
    rows = connection.execute(
        "select batch_id, state, coalesce(dead_lettered, 0), coalesce(attempts, 0),"
        " coalesce(error, '') from lake.ops.batches order by batch_id"
    ).fetchall()
    loaded = {batch_id: refused for batch_id, state, refused, *_ in rows if state == "loaded"}
    return Standing(
        {*loaded},
        {batch_id for batch_id, refused in loaded.items() if refused},
        {
            batch_id: Failure(attempts, error)
            for batch_id, state, _, attempts, error in rows
            if state == "failed"
        },
    )
