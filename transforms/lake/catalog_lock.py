"""One writer of a catalog on a server, whichever homes share it: an advisory lock there.

Each home has a lock file of its own, which another home does not see. The lock belongs to a
transaction that does nothing else, so the server frees it when its holder ends, however it ends.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from transforms.config import Config
from transforms.errors import LockHeld
from transforms.lake.extensions import load_extensions
from transforms.lake.sql import text_literal

#: Any number, so long as every release takes the same: "lake" in ASCII.
LOCK = 0x6C616B65

_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.1
_TRY = f"select pg_try_advisory_xact_lock({LOCK}) as taken"
_HOLDER = f"""
    select
        coalesce(host(activity.client_addr), 'the same machine') as place,
        to_char(activity.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since
    from pg_locks as locks
    inner join pg_stat_activity as activity on locks.pid = activity.pid
    where locks.locktype = 'advisory' and locks.objid = {LOCK} and locks.granted
"""


@contextmanager
def catalog_lock(config: Config) -> Iterator[None]:
    """Hold a server's catalog for the block; one in a file is held by the home's lock file.

    Raises:
        LockHeld: a run of another home still holds it after about a second.
    """
    kind, _, location = config.warehouse.catalog.partition(":")
    if kind != "postgres":
        yield
        return
    with duckdb.connect(":memory:", config={"allow_unsigned_extensions": True}) as holder:
        load_extensions(holder, ["postgres_scanner"])
        holder.execute(f"attach {text_literal(location)} as catalog_lock (type postgres)")
        holder.execute("begin")
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _ask(holder, _TRY)[0]:
            if time.monotonic() > deadline:
                raise LockHeld(_sentence(holder))
            time.sleep(_PAUSE_SECONDS)
        yield
        holder.execute("rollback")


def _ask(holder: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    asked = f"from postgres_query('catalog_lock', {text_literal(query)})"
    found: tuple[object, ...] | None = holder.execute(asked).fetchone()
    return found or ("unknown", "unknown")


def _sentence(holder: duckdb.DuckDBPyConnection) -> str:
    place, since = _ask(holder, _HOLDER)
    return (
        f"the catalog must be free, got a run of another home that holds it: on {place}, since"
        f" {since} UTC"
    )
