"""Pointers: a draft that begins as the lake is, and the one transaction that shows it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from transforms.errors import PromiseBroken
from transforms.load.ledger import Entry

if TYPE_CHECKING:  # imported when it is run
    from psycopg import Connection

#: What readers attach, and how the drafts of runs begin.
LAKE, _DRAFT = "lake", "draft_"
_POINTERS = """
select table_namespace || '.' || table_name, metadata_location
from iceberg_tables where catalog_name = %s
"""


@dataclass(frozen=True)
class Draft:
    """The pointers of one run: under which name it writes, and how the lake was when it began."""

    name: str
    began: dict[str, str]


@dataclass(frozen=True)
class Change:
    """What a switch shows: its kind, the entries of its batches, its rows, snapshots by table.

    `anew` says that the ledger of former batches goes, as all of them are among the entries.
    """

    kind: str
    started_at: datetime
    rows: int
    snapshots: Mapping[str, int]
    entries: Iterable[Entry] = ()
    fingerprint: tuple[str, str, datetime] | None = None
    anew: bool = field(default=False)


@dataclass(frozen=True)
class Switch:
    """What readers see since a moment, and how many pointers it moved."""

    switch_id: int
    kind: str
    switched_at: datetime
    rows: int
    snapshots: dict[str, int]
    moved: int = 0


def pointers(connection: "Connection", name: str = LAKE) -> dict[str, str]:
    """Give the place of each table's metadata, by `schema.table`, in one query."""
    return dict(connection.execute(_POINTERS, [name]).fetchall())


def drafts(connection: "Connection") -> dict[str, int]:
    """Name the drafts that are there, with the tables in which they differ from the lake."""
    rows = connection.execute(
        """
        select
            draft.catalog_name,
            count(*) filter (where draft.metadata_location is distinct from lake.metadata_location)
        from iceberg_tables as draft
        left join iceberg_tables as lake on
            lake.catalog_name = %s
            and lake.table_namespace = draft.table_namespace
            and lake.table_name = draft.table_name
        where starts_with(draft.catalog_name, %s)
        group by draft.catalog_name
        """,
        [LAKE, _DRAFT],
    )
    return dict(rows.fetchall())


def begin_draft(connection: "Connection") -> Draft:
    """Begin a draft where the lake is, and let go of those that other runs left: the recovery.

    Call it while holding the lock.
    """
    with connection.transaction():
        for table in ("iceberg_tables", "iceberg_namespace_properties"):
            row = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
            if row and row[0]:
                connection.execute(
                    f"delete from {table} where starts_with(catalog_name, %s)", [_DRAFT]
                )
        row = connection.execute("select nextval('lakehouse.runs')").fetchone()
        name = f"{_DRAFT}{row[0] if row else 0}"
        connection.execute(
            """
            insert into iceberg_tables
                (catalog_name, table_namespace, table_name, metadata_location)
            select %s, table_namespace, table_name, metadata_location
            from iceberg_tables where catalog_name = %s
            """,
            [name, LAKE],
        )
        return Draft(name, pointers(connection))


def switch(connection: "Connection", draft: Draft, change: Change) -> Switch:
    """Show a draft: every pointer and the ledger's rows, in one transaction.

    Raises:
        PromiseBroken: somebody else moved the lake's pointers since the draft began.
    """
    with connection.transaction():
        connection.execute(
            "select from iceberg_tables where catalog_name = any(%s) for update",
            [[LAKE, draft.name]],
        )
        if (found := pointers(connection)) != draft.began:
            differing = ", ".join(sorted(dict(found.items() ^ draft.began.items())))
            raise PromiseBroken(
                f"the lake must be as {draft.name} began, got other pointers of {differing}"
            )
        moved = _move(connection, draft)
        shown = _write(connection, change, moved)
        now = pointers(connection)
    draft.began.clear()
    draft.began.update(now)
    return shown


def last_switch(connection: "Connection") -> Switch | None:
    """Give what readers see now; None before the first batch."""
    found = switches(connection, most=1)
    return found[0] if found else None


def switches(connection: "Connection", most: int) -> list[Switch]:
    """List the last switches, the newest first."""
    if not has_ledger(connection):
        return []
    rows = connection.execute(
        "select switch_id, kind, switched_at, rows, snapshots"
        " from lakehouse.switches order by switch_id desc limit %s",
        [most],
    )
    return [Switch(*row) for row in rows.fetchall()]


def has_ledger(connection: "Connection") -> bool:
    """Tell whether a run ever wrote to the database."""
    row = connection.execute("select to_regclass('lakehouse.switches') is not null").fetchone()
    return bool(row and row[0])


def loaded_ids(connection: "Connection") -> set[str]:
    """List the batches that readers see."""
    return {name for (name,) in connection.execute("select batch_id from lakehouse.batches")}


def _move(connection: "Connection", draft: Draft) -> int:
    """Let the lake's pointers be the draft's: moved, new, and gone."""
    names = [draft.name, LAKE]
    moved = connection.execute(
        """
        update iceberg_tables as lake
        set metadata_location = draft.metadata_location,
            previous_metadata_location = lake.metadata_location
        from iceberg_tables as draft
        where draft.catalog_name = %s and lake.catalog_name = %s
        and draft.table_namespace = lake.table_namespace and draft.table_name = lake.table_name
        and draft.metadata_location is distinct from lake.metadata_location
        """,
        names,
    ).rowcount
    moved += connection.execute(
        """
        insert into iceberg_tables (catalog_name, table_namespace, table_name, metadata_location)
        select %s, table_namespace, table_name, metadata_location
        from iceberg_tables where catalog_name = %s
        on conflict do nothing
        """,
        [LAKE, draft.name],
    ).rowcount
    moved += connection.execute(
        """
        delete from iceberg_tables as lake where lake.catalog_name = %s and not exists (
            select from iceberg_tables as draft where draft.catalog_name = %s
            and draft.table_namespace = lake.table_namespace and draft.table_name = lake.table_name
        )
        """,
        [LAKE, draft.name],
    ).rowcount
    return int(moved)


def _write(connection: "Connection", change: Change, moved: int) -> Switch:
    """Write a switch into the ledger, with its batches."""
    if change.anew:
        connection.execute("delete from lakehouse.batches")
    row = connection.execute(
        """
        insert into lakehouse.switches (switch_id, kind, started_at, rows, snapshots)
        select coalesce(max(switch_id), 0) + 1, %s, %s::timestamp at time zone 'UTC', %s, %s
        from lakehouse.switches
        returning switch_id, switched_at
        """,
        [change.kind, change.started_at, change.rows, json.dumps(dict(change.snapshots))],
    ).fetchone()
    switch_id, switched_at = row or (0, change.started_at)
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            insert into lakehouse.batches
                (switch_id, batch_id, lines, staged, duplicates, dead_lettered, blank)
            values (%s, %s, %s, %s, %s, %s, %s)
            """,
            [(switch_id, *astuple(entry)) for entry in change.entries],
        )
    if change.fingerprint:
        connection.execute("delete from lakehouse.fingerprint")
        connection.execute(
            "insert into lakehouse.fingerprint (settings, models, built_at) values (%s, %s, %s)",
            change.fingerprint,
        )
    return Switch(switch_id, change.kind, switched_at, change.rows, dict(change.snapshots), moved)
