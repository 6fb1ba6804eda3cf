"""What the statements of a load read: row groups of Parquet files, from DuckDB's own log."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

Groups = set[tuple[Path, int]]
"""Row groups: a file and the number of the row group in it."""
Statement = tuple[str, dict[str, Groups]]
"""A statement, and the row groups that it read of each table."""

LOGGED = """
select queries.query_id, queries.message, files.message
from duckdb_logs as queries
inner join duckdb_logs as files
    on queries.query_id = files.query_id and queries.connection_id = files.connection_id
where
    queries.type = 'QueryLog'
    and files.type = 'FileSystem'
    and files.message like '%.parquet","op":"READ"%'
order by queries.query_id
"""
PLACES = """
select file_name, row_group_id, min(first_page), max(first_page + total_compressed_size)
from (
    select *, coalesce(dictionary_page_offset, data_page_offset) as first_page
    from parquet_metadata(?)
)
group by file_name, row_group_id
"""


@contextmanager
def reads_of(connection: duckdb.DuckDBPyConnection, data: Path) -> Iterator[list[Statement]]:
    """Note what is read below a data folder; the list is filled when the block ends.

    A file of which only the footer is read counts for nothing.
    """
    statements: list[Statement] = []
    connection.execute("set enable_external_file_cache = false")
    connection.execute("call enable_logging(['FileSystem', 'QueryLog'])")
    yield statements
    connection.execute("call disable_logging()")
    logged = connection.execute(LOGGED).fetchall()
    connection.execute("call truncate_duckdb_logs()")
    reads = [(query_id, sql, json.loads(access)) for query_id, sql, access in logged]
    places = _places(connection, {access["path"] for *_, access in reads})
    found: dict[int, Statement] = {}
    for query_id, sql, access in reads:
        path = Path(access["path"])
        _, tables = found.setdefault(query_id, (sql, defaultdict(set)))
        first, last = int(access["pos"]), int(access["pos"]) + int(access["bytes"])
        tables[path.relative_to(data).parts[1]] |= {
            (path, number) for number, start, end in places[path] if first < end and last > start
        }
    statements += found.values()


def _places(
    connection: duckdb.DuckDBPyConnection, paths: set[str]
) -> dict[Path, list[tuple[int, int, int]]]:
    """Find the row groups of each file: number, and where it begins and ends, in bytes."""
    places = defaultdict(list)
    for path, *place in connection.execute(PLACES, [sorted(paths)]).fetchall():
        places[Path(path)].append(tuple(place))
    return places
