"""The record of an erasure: that it was done, and how much it was, without saying of whom.

With a pseudonym key in the environment the record holds the person's pseudonym, by which whoever
has the key can look an erasure up. A plain hash would tell: ids can be guessed.
"""

import hashlib
import hmac

import duckdb

from transforms.privacy.journal import Journal
from transforms.publish.personal import read_key
from transforms.system.clock import now


def record_erasure(connection: duckdb.DuckDBPyConnection, journal: Journal) -> None:
    """Record the erasure, inside its transaction; one that is done again has one row."""
    key = read_key()
    pseudonym = hmac.new(key, journal.user_id.encode(), hashlib.sha256).hexdigest()
    connection.execute("delete from lake.ops.erasures where erasure_id = ?", [journal.erasure_id])
    connection.execute(
        """
        insert into lake.ops.erasures by name
        select
            ? as erasure_id, ? as erased_at, ? as pseudonym,
            ? as ids, ? as batches, ? as lines
        """,
        [
            *(journal.erasure_id, now(), pseudonym if key else None),
            *(len(journal.ids), len(journal.lines), sum(map(len, journal.lines.values()))),
        ],
    )


def is_recorded(connection: duckdb.DuckDBPyConnection, journal: Journal) -> bool:
    """Tell whether the lake is done with an erasure."""
    rows = connection.execute(
        "select 1 from lake.ops.erasures where erasure_id = ?", [journal.erasure_id]
    ).fetchall()
    return bool(rows)
