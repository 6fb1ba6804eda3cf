"""The lake without a person: every table is made anew, so that no file or statistic remembers.

Deleting rows would leave their ids in the catalog: DuckLake keeps the least and the greatest text
of each column for ever, and small inserts as rows of its own. A dropped table takes all of it
along, once no snapshot knows it.
"""

import duckdb

from transforms.config import Config
from transforms.errors import PromiseBroken
from transforms.home import Home
from transforms.lake.connection import atomic
from transforms.models.comments import describe_tables, tables
from transforms.models.creation import create_tables
from transforms.models.fingerprint import write_fingerprint
from transforms.models.model import Model, address, materialized
from transforms.models.silver import OnModel, rebuild_silver
from transforms.parse.drift import LONGEST_NAME
from transforms.privacy.journal import Journal
from transforms.privacy.record import record_erasure
from transforms.privacy.temp_tables import create_temp_tables
from transforms.system.durable import sync_files

_ERASED = "(batch_id, line_number) in (select (batch_id, line_number) from erased_lines)"
#: What becomes of the rows of tables that are not computed from others; the others keep all.
_KEPT = {
    "stg_events": f"from {{before}} where not {_ERASED}",
    "dead_letters": f"""
        select before.* replace (
            if(new_details.detail is null, raw, encode(repeat(' ', octet_length(raw)))) as raw,
            coalesce(new_details.detail, before.detail) as detail
        )
        from {{before}} as before
        left join new_details using (batch_id, line_number)
        where new_details.detail is not null or not {_ERASED}
    """,
    "field_drift": f"""
        from {{before}}
        where field is null or field not in (
            select unnest([id, left(id, {LONGEST_NAME - 1}) || '…']) from erased_ids
        )
    """,
    "tables": "from {before} where false",
    "person_scores": """
        from {before} where user_id not in (select id from erased_ids)
    """,
    "batches": """
        with accepted as (
            select
                batch_id,
                count(*) filter (where not is_duplicate) as staged,
                count(*) filter (where is_duplicate) as duplicates,
                min(event_at) as first_event_at, max(event_at) as last_event_at
            from lake.staging.stg_events
            where batch_id in (select batch_id from erased_lines)
            group by batch_id
        ),
        refused as (
            select batch_id, count(*) as dead_lettered from lake.ops.dead_letters group by batch_id
        ),
        counted as (
            select
                erased.batch_id, first_event_at, last_event_at,
                coalesce(staged, 0) as staged, coalesce(duplicates, 0) as duplicates,
                coalesce(dead_lettered, 0) as dead_lettered
            from (select distinct batch_id from erased_lines) as erased
            left join accepted using (batch_id)
            left join refused using (batch_id)
        )
        select before.* replace (
            coalesce(new_hashes.sha256, before.sha256) as sha256,
            if(is_changed, counted.staged, before.staged) as staged,
            if(is_changed, counted.duplicates, before.duplicates) as duplicates,
            if(is_changed, counted.dead_lettered, before.dead_lettered) as dead_lettered,
            if(
                is_changed,
                lines - counted.staged - counted.duplicates - counted.dead_lettered,
                before.blank
            ) as blank,
            if(is_changed, counted.staged, before.new_events) as new_events,
            if(is_changed, counted.first_event_at, before.first_event_at) as first_event_at,
            if(is_changed, counted.last_event_at, before.last_event_at) as last_event_at,
            if(
                (select bool_or(contains(before.error, id)) from erased_ids), 'erased', error
            ) as error
        )
        from (
            select
                *,
                state = 'loaded' and batch_id in (select batch_id from erased_lines) as is_changed
            from {before}
        ) as before
        left join counted using (batch_id)
        left join new_hashes using (batch_id)
    """,
}


def rewrite_lake(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    journal: Journal,
    hashes: dict[str, str],
    on_model: OnModel,
) -> None:
    """Make every table anew without the journal's lines, in one transaction, and write it down.

    `hashes` are those of the archived batches that were changed.

    Raises:
        PromiseBroken: the lines of a batch would not add up.
    """
    create_temp_tables(connection, journal, hashes)
    with atomic(connection):
        for table in tables():
            if _is_computed(table):
                connection.execute(f"drop table {address(table)}")
            else:
                connection.execute(f"alter table {address(table)} rename to {_before(table)}")
        create_tables(connection, config, "lake")
        kept = [table for table in tables() if not _is_computed(table)]
        for table in sorted(kept, key=lambda table: table.name == "batches"):  # it counts others
            _fill(connection, table)
        _check_lines(connection)
        for table in kept:
            connection.execute(f"drop table lake.{table.schema}.{_before(table)}")
        describe_tables(connection)
        rebuild_silver(connection, config, on_model=on_model)
        write_fingerprint(connection, config)
        record_erasure(connection, journal)
        if config.warehouse.sync_data_files:
            sync_files(home.root)


def _is_computed(table: Model) -> bool:
    return table in materialized()


def _before(table: Model) -> str:
    return f"{table.name}_before_erasure"


def _fill(connection: duckdb.DuckDBPyConnection, table: Model) -> None:
    before = f"lake.{table.schema}.{_before(table)}"
    query = _KEPT.get(table.name, "from {before}").format(before=before)
    columns = connection.execute(f"select column_name from (describe {before})").fetchall()
    listed = ", ".join(name for (name,) in columns)
    connection.execute(f"insert into {address(table)} by name select {listed} from ({query})")


def _check_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Each line that has gone must be a blank one now, and no other."""
    rows = connection.execute(
        f"""
        with gone as (
            select batch_id from lake.staging.stg_events_before_erasure where {_ERASED}
            union all
            select batch_id from lake.ops.dead_letters_before_erasure
            where {_ERASED} and (batch_id, line_number) not in (
                select (batch_id, line_number) from new_details
            )
        )
        select batches.batch_id, batches.blank - before.blank as blanked, gone.lines
        from lake.ops.batches
        inner join lake.ops.batches_before_erasure as before using (batch_id)
        left join (select batch_id, count(*) as lines from gone group by batch_id) as gone
            using (batch_id)
        where batches.blank - before.blank is distinct from coalesce(gone.lines, 0)
            and batches.state = 'loaded'
        """
    ).fetchall()
    if rows:
        raise PromiseBroken(
            "conservation: lines that are erased must become blank ones, got"
            f" {rows[0][1]} for {rows[0][2]} of {rows[0][0]}"
        )
