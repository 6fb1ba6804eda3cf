"""The baseline: what somebody would write by hand, plain DuckDB into one file.

    python -m benchmarks.handwritten LINES.jsonl LAKE.duckdb

Six SELECTs of benchmarks/peers/models, which dbt-duckdb runs as they stand: one batch is read,
typed and put into events, items, sessions, prices and list attribution. Nothing is kept of lines
that cannot be read, no ledger, no checks, and a late event does not mend a price.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined

PEERS = Path(__file__).parent / "peers"
#: Inputs first.
MODELS = ("stg_events", "events", "items", "sessions", "product_prices", "list_attribution")


@dataclass(frozen=True)
class Rendered:
    """The SELECT of a model, and the columns by which its rows are put in the place of old ones."""

    query: str
    key: tuple[str, ...]


def render(model: str, lines: str, *, is_incremental: bool) -> Rendered:
    """Read a model as dbt would."""
    settings: dict[str, Any] = {}
    words = {
        "config": lambda **given: settings.update(given) or "",
        "is_incremental": lambda: is_incremental,
        "ref": lambda name: name,
        "this": model,
        "var": {"lines": lines.replace("'", "''")}.__getitem__,
    }
    text = (PEERS / "models" / f"{model}.sql").read_text(encoding="utf-8")
    query = Environment(undefined=StrictUndefined, autoescape=False).from_string(text)  # noqa: S701 - SQL
    rendered = query.render(words)
    key = settings.get("unique_key", ())
    return Rendered(rendered, (key,) if isinstance(key, str) else tuple(key))


def load(lines: str, database: str) -> int:
    """Load a batch into a database, which is made if there is none; give its number of events."""
    with duckdb.connect(database) as connection:
        known = {
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        }
        connection.execute("begin")
        for model in MODELS:
            _land(connection, model, render(model, lines, is_incremental=model in known), known)
        connection.execute("commit")
        ((events,),) = connection.execute("select count(*) from events").fetchall()
    return int(events)


def _land(
    connection: duckdb.DuckDBPyConnection, model: str, rendered: Rendered, known: set[str]
) -> None:
    if not rendered.key or model not in known:
        connection.execute(f"create or replace table {model} as {rendered.query}")
        return
    key = ", ".join(rendered.key)
    connection.execute(f"create or replace temp table new_rows as {rendered.query}")
    connection.execute(f"delete from {model} where ({key}) in (select ({key}) from new_rows)")
    connection.execute(f"insert into {model} by name select * from new_rows")


if __name__ == "__main__":
    sys.stdout.write(f"{load(*sys.argv[1:])}\n")
