"""The temporary tables that the statements of an erasure read: lines, ids, hashes, reasons."""

import hashlib
import json
import re
from collections.abc import Sequence

import duckdb

from transforms.privacy.journal import Journal

_DETAIL = re.compile(r"got ([0-9]+), sha256 [0-9a-f]{64}")
_BLOCK = b" " * (1 << 20)


def create_temp_tables(
    connection: duckdb.DuckDBPyConnection, journal: Journal, hashes: dict[str, str]
) -> None:
    """Make the temporary tables erased_lines, erased_ids, new_hashes and new_details."""
    _table(
        connection,
        "erased_lines (batch_id varchar, line_number bigint)",
        [(batch_id, number) for batch_id, found in journal.lines.items() for number in found],
    )
    _table(connection, "erased_ids (id varchar)", [(each,) for each in journal.ids])
    _table(connection, "new_hashes (batch_id varchar, sha256 varchar)", list(hashes.items()))
    _table(
        connection,
        "new_details (batch_id varchar, line_number bigint, detail varchar)",
        _details(connection, journal),
    )


def _details(connection: duckdb.DuckDBPyConnection, journal: Journal) -> list[tuple[str, int, str]]:
    """Write the reasons of lines that are too long as they are for so many spaces."""
    found = []
    for batch_id, numbers in journal.too_long.items():
        rows = connection.execute(
            "select line_number, detail from lake.ops.dead_letters "
            "where batch_id = ? and line_number in (select unnest(?))",
            [batch_id, numbers],
        ).fetchall()
        found += [(batch_id, number, _DETAIL.sub(_of_spaces, detail)) for number, detail in rows]
    return found


def _of_spaces(found: re.Match[str]) -> str:
    digest, left = hashlib.sha256(), int(found[1])
    while left > 0:
        digest.update(_BLOCK[:left])
        left -= len(_BLOCK)
    return f"got {found[1]}, sha256 {digest.hexdigest()}"


def _table(
    connection: duckdb.DuckDBPyConnection, columns: str, rows: Sequence[tuple[str | int, ...]]
) -> None:
    """Make a temporary table of rows; they travel as JSON, of any number."""
    connection.execute(f"create or replace temp table {columns}")
    name, _, listed = columns.partition(" ")
    kinds = [column.split()[1] for column in listed.strip("()").split(",")]
    picked = ", ".join(f"(row ->> {index})::{kind}" for index, kind in enumerate(kinds))
    connection.execute(
        f"insert into {name} select {picked} "
        "from (select unnest(from_json(?, '[\"json\"]')) as row)",
        [json.dumps(rows)],
    )
