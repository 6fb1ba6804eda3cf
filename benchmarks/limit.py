"""The limit: DuckDB reads JSON lines with fixed columns and writes them as Parquet, nothing else.

python -m benchmarks.limit LINES.jsonl OUT.parquet
"""

import sys

import duckdb

#: The fields of the events, as `etl.py generate --no-growth` writes them; items are text.
COLUMNS = {
    "event_name": "VARCHAR",
    "event_timestamp": "BIGINT",
    "event_id": "VARCHAR",
    "user_pseudo_id": "VARCHAR",
    "user_id": "VARCHAR",
    "ga_session_id": "VARCHAR",
    "platform": "VARCHAR",
    "device_category": "VARCHAR",
    "country": "VARCHAR",
    "traffic_source": "STRUCT(source VARCHAR, medium VARCHAR, campaign VARCHAR)",
    "page_location": "VARCHAR",
    "page_title": "VARCHAR",
    "experiment_id": "VARCHAR",
    "items": "VARCHAR",
    "currency": "VARCHAR",
    "value": "DOUBLE",
    "tax": "DOUBLE",
    "shipping": "DOUBLE",
    "coupon": "VARCHAR",
    "transaction_id": "VARCHAR",
    "payment_type": "VARCHAR",
    "installments": "BIGINT",
    "checkout_step": "BIGINT",
}


def write_parquet(lines: str, out: str) -> int:
    """Write a file of JSON lines as Parquet, and tell how many rows it has."""
    connection = duckdb.connect(":memory:", config={"preserve_insertion_order": False})
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    ((rows,),) = connection.execute(
        f"copy (from read_json({_text(lines)}, format = 'newline_delimited', "
        f"columns = {{{columns}}})) to {_text(out)} (format parquet)"
    ).fetchall()
    return int(rows)


def _text(value: str) -> str:
    """Write a text literal: a bound value would make DuckDB import pandas."""
    return "'" + value.replace("'", "''") + "'"


if __name__ == "__main__":
    sys.stdout.write(f"{write_parquet(*sys.argv[1:])}\n")
