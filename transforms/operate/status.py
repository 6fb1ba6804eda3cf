"""Status: where the lake stands, read from the ledger and the folders; nothing is changed."""

import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from transforms.archive.names import names, received_at
from transforms.archive.reader import archived_ids
from transforms.archive.staging import staged_ids
from transforms.archive.store import store_of
from transforms.config import Config
from transforms.home import Home
from transforms.ingest.files.by_source import FileSources
from transforms.ingest.files.folders import walk
from transforms.ingest.files.inbox import left_alone
from transforms.ingest.files.refusals import shown
from transforms.lake.attachment import catalog_file
from transforms.lake.connection import atomic
from transforms.lake.data_files import orphans
from transforms.lakehouse import Lakehouse, count_rows, has_lake
from transforms.load.failures import reasons
from transforms.load.standing import standing
from transforms.operate.recent import read_recent
from transforms.operate.session_limits import read_session_limits
from transforms.system.clock import now
from transforms.system.last_run import read_last_run
from transforms.system.lock import lock_holder


def read_status(lakehouse: Lakehouse) -> dict[str, Any]:
    """Read where the lake stands: `lake` is None before the first run.

    Counts are rows, lines or files, sizes bytes, spans seconds; times are naive UTC. `advice` says
    what to do with a lake to which this release does not write.
    """
    home, config = lakehouse.home, lakehouse.config
    waiting, lake, aside = staged_ids(home), None, reasons(home)
    advice = ""
    log_bytes = _log_bytes(home, config)  # reading the lake makes a log of its own
    if has_lake(home, config):
        with lakehouse.reading() as connection, atomic(connection):
            waiting = sorted(set(archived_ids(home)) - standing(connection).loaded - set(aside))
            advice = lakehouse.advice(connection)
            lake = _read_lake(connection, aside)
            lake["session_limits"] = {} if advice else read_session_limits(connection, config)
            if lock_holder(home) is None:  # a writer's files look like orphans until it commits
                lake["orphaned_files"] = len(orphans(connection, home, config))
    last_run = read_last_run(home)
    return {
        "home": str(home.root),
        "now": now(),
        "writer": lock_holder(home),
        "last_run": asdict(last_run) if last_run else None,
        "inbox": _inbox(home.root / config.source.inbox, config),
        "archived_batches": len(archived_ids(home)),
        "waiting_batches": len(waiting),
        "oldest_waiting_batch": waiting[0] if waiting else None,
        "oldest_waiting_seconds": _age(received_at(waiting[0])) if waiting else None,
        "set_aside_batches": aside,
        "refused_files": len(
            [name for name in names(home.dead_letter / "files") if _is_kept(name)]
        ),
        "bytes": {
            "archive": store_of(home).total_bytes(),
            "dead_letter": size_of(home.dead_letter),
            "warehouse": size_of(home.warehouse),
        },
        "catalog_log_bytes": log_bytes,
        "advice": advice,
        "lake": lake,
    }


def size_of(folder: Path) -> int:
    """Add up the bytes of the files below a folder, which may be missing."""
    paths = (Path(top, name) for top, _, files in os.walk(folder) for name in files)
    return sum(path.lstat().st_size for path in paths if path.exists())


def _read_lake(connection: duckdb.DuckDBPyConnection, aside: dict[str, str]) -> dict[str, Any]:
    failed = _pairs(
        connection,
        "select batch_id, error from lake.ops.batches where state = 'failed' order by 1",
    )
    lines = _first(
        connection,
        """
        select
            count(*) as batches, coalesce(sum(lines), 0)::bigint as lines,
            coalesce(sum(staged), 0)::bigint as staged,
            coalesce(sum(duplicates), 0)::bigint as duplicates,
            coalesce(sum(dead_lettered), 0)::bigint as dead_lettered,
            coalesce(sum(blank), 0)::bigint as blank,
            coalesce(sum(superseded), 0)::bigint as superseded,
            max(finished_at) as last_loaded_at, max(last_event_at) as last_event_at
        from (  -- a lake of a release before has no such column
            from lake.ops.batches union all by name select 0::bigint as superseded where false
        )
        where state = 'loaded'
        """,
    )
    last_event_at = lines["last_event_at"]
    return {
        **lines,
        "dead_letter_share": lines["dead_lettered"] / lines["lines"] if lines["lines"] else 0.0,
        "lag_seconds": None if last_event_at is None else _age(last_event_at),
        "refused_by_code": _pairs(
            connection,
            "select code, count(*) from lake.ops.dead_letters group by code order by 2 desc, 1",
        ),
        "accepted_losses": _losses(connection),
        "failed_batches": {name: why for name, why in failed.items() if name not in aside},
        "checks_with_findings": _pairs(
            connection,
            """
            select check_name, sum(failed_rows)::bigint from lake.ops.check_results
            where failed_rows > 0 group by check_name order by 1
            """,
        ),
        "fields_without_a_rule": _pairs(
            connection,
            """
            select coalesce(field, '(others)'), sum(lines)::bigint from lake.ops.field_drift
            group by 1 order by 2 desc, 1
            """,
        ),
        "recent_batches": read_recent(connection),
        "bytes": _layers(connection),
        "rows": count_rows(connection),
    }


def _losses(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Add up the messages that streams deleted unread, by partition; of Kinesis nobody knows."""
    known = "from duckdb_tables() where database_name = 'lake' and table_name = 'lost_messages'"
    if not connection.execute(known).fetchall():
        return {}  # a lake of a release before
    return _pairs(
        connection,
        """
        select
            concat(source, ' ', topic, ' ', partition),
            if(count(*) = count(messages), sum(messages)::bigint, null)
        from lake.ops.lost_messages group by source, topic, partition order by 1
        """,
    )


def _layers(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Add up the data files of each schema; rows that the catalog itself holds have none."""
    return _pairs(
        connection,
        """
        select duckdb_tables.schema_name, sum(files.file_size_bytes)::bigint
        from ducklake_table_info('lake') as files
        inner join duckdb_tables()
            on duckdb_tables.table_name = files.table_name
            and duckdb_tables.database_name = 'lake'
        group by duckdb_tables.schema_name
        order by duckdb_tables.schema_name desc
        """,
    )


def _inbox(folder: Path, config: Config) -> dict[str, Any]:
    """Count the files that the next run takes, and their bytes; say which ones no run takes."""
    if not folder.is_dir():
        return {"files": 0, "bytes": 0, "left": []}
    left = {each.path for each in left_alone(folder, config.limits, FileSources(config.sources))}
    paths = [found.path for found in walk(folder) if found.path not in left]
    size = sum(path.lstat().st_size for path in paths if path.exists())
    return {"files": len(paths), "bytes": size, "left": sorted(map(shown, left))}


def _log_bytes(home: Home, config: Config) -> int:
    """Measure the log of an embedded catalog; it stays only while somebody writes or reads."""
    catalog = catalog_file(home, config)
    log = catalog.with_name(f"{catalog.name}-wal") if catalog else None
    return log.stat().st_size if log and log.exists() else 0


def _is_kept(name: str) -> bool:
    return not name.endswith((".reason.json", ".part"))


def _age(moment: datetime) -> int:
    return int((now() - moment).total_seconds())


def _pairs(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    return dict(connection.execute(query).fetchall())


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    found = connection.execute(query)
    columns = [column[0] for column in found.description or []]
    return dict(zip(columns, found.fetchone() or (), strict=True))
