"""The database of a lake on Iceberg: its pointers and its ledger, held by one writer at a time.

A pointer is a row of Iceberg's own JDBC catalog: the place of a table's metadata, by the name of a
catalog. Readers know the catalog `lake`. A run drafts under a name of its own, so that who lost the
lock, and goes on writing, commits to pointers that are gone.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString

from transforms.config import Config
from transforms.errors import LockHeld, Unavailable

if TYPE_CHECKING:  # imported when it is run
    from psycopg import Connection

#: Any number, so long as every release takes the same: "iceb" in ASCII.
LOCK = 0x69636562
_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.1
_TABLES: LiteralString = """
create table if not exists iceberg_tables (
    catalog_name varchar(255) not null,
    table_namespace varchar(255) not null,
    table_name varchar(255) not null,
    metadata_location varchar(1000),
    previous_metadata_location varchar(1000),
    primary key (catalog_name, table_namespace, table_name)
);
create schema if not exists lakehouse;
create table if not exists lakehouse.switches (
    switch_id bigint primary key,
    kind text not null,
    started_at timestamptz not null,
    switched_at timestamptz not null default clock_timestamp(),
    rows bigint not null,
    snapshots jsonb not null
);
comment on table lakehouse.switches is
    'each time that readers were shown something new: snapshots has the number of each table''s';
create table if not exists lakehouse.batches (
    batch_id text primary key,
    switch_id bigint not null references lakehouse.switches,
    lines bigint not null,
    staged bigint not null,
    duplicates bigint not null,
    dead_lettered bigint not null,
    blank bigint not null
);
comment on table lakehouse.batches is 'the ledger: which batch was shown by which switch';
create table if not exists lakehouse.fingerprint (
    settings text not null,
    models text not null,
    built_at timestamp not null
);
comment on table lakehouse.fingerprint is 'what Silver was built with';
create sequence if not exists lakehouse.runs
"""
_HOLDER: LiteralString = """
select coalesce(host(client_addr), 'the same machine'), pg_locks.pid, backend_start
from pg_locks inner join pg_stat_activity using (pid)
where locktype = 'advisory' and objid = %s and granted
"""


@contextmanager
def reading(config: Config) -> Iterator["Connection"]:
    """Hold a connection to the database, which sees what was committed last.

    Raises:
        Unavailable: it does not answer.
    """
    import psycopg

    try:
        connection = psycopg.connect(
            config.iceberg.catalog, autocommit=True, application_name="lakehouse"
        )
    except psycopg.Error as error:
        found = str(error).strip().splitlines()[0]
        raise Unavailable(f"the database of iceberg.catalog must answer, got {found}") from error
    try:
        with connection:
            yield connection
    except psycopg.OperationalError as error:
        found = str(error).strip().splitlines()[0]
        raise Unavailable(f"the database of iceberg.catalog must stay, got {found}") from error


@contextmanager
def writing(config: Config) -> Iterator["Connection"]:
    """Hold the database as its one writer, with all its tables.

    The lock is the connection's, so it is free when its holder ends, however it ends.

    Raises:
        LockHeld: another run still holds it after about a second.
        Unavailable: the database does not answer.
    """
    with reading(config) as connection:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _taken(connection):
            if time.monotonic() > deadline:
                raise LockHeld(_sentence(connection))
            time.sleep(_PAUSE_SECONDS)
        with connection.transaction():
            connection.execute("set local client_min_messages = warning")  # what is there, is
            connection.execute(_TABLES)
        yield connection


def _taken(connection: "Connection") -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])


def _sentence(connection: "Connection") -> str:
    row = connection.execute(_HOLDER, [LOCK]).fetchone()
    place, process, since = row or ("unknown", "unknown", "unknown")
    return (
        "the lake on Iceberg must be free, got a run that holds it: on"
        f" {place}, process {process} of the server, since {since}"
    )
