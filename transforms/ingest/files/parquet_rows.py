"""Rows of Parquet as JSON lines, read by DuckDB in a bounded memory, however large the file is.

A number that is none (NaN, infinities) is null, wherever it stands: pandas writes them for what is
missing, and JSON has no words for them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.ingest.files.refusals import FileRefused

_FETCHED = 2048
_MEMORY = "1GB"
#: A text, which stays as it is, or a number that is none, as DuckDB writes it.
_NOT_FINITE = re.compile(r'("(?>(?:[^"\\]|\\.)*)")|-?(?:NaN|Infinity)')


def parquet_rows(descriptor: int, location: str) -> tuple[list[str], Iterator[bytes]]:
    """Name the columns of a Parquet file that is open, and give its rows in blocks of JSON lines.

    Raises:
        FileRefused: with F_ROWS, now or while the blocks are read.
    """
    path = next(
        path
        for path in (f"/proc/self/fd/{descriptor}", f"/dev/fd/{descriptor}")
        if Path(path).exists()
    )
    connection = duckdb.connect(
        config={
            "memory_limit": _MEMORY,
            "threads": 1,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    with _refusing(location):
        connection.execute("set TimeZone = 'UTC'")
        described = connection.execute("describe select * from read_parquet(?)", [path]).fetchall()
    query = 'select to_json("the row") from read_parquet(?) as "the row"'
    return [column for column, *_ in described], _lines(connection, query, path, location)


def finite(line: str) -> str:
    """Write null for the numbers of a JSON text that are none."""
    if "NaN" not in line and "Infinity" not in line:
        return line
    return _NOT_FINITE.sub(lambda found: found[1] or "null", line)


@contextmanager
def _refusing(location: str) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise  # which is not the file's fault
    except duckdb.Error as error:
        find = str(error).splitlines()[0].replace("/proc/self/fd/", "file ")
        raise FileRefused("F_ROWS", f"{location} must be intact Parquet, got {find}") from error


def _lines(
    connection: duckdb.DuckDBPyConnection, query: str, path: str, location: str
) -> Iterator[bytes]:
    with connection, _refusing(location):
        found = connection.execute(query, [path])
        while rows := found.fetchmany(_FETCHED):
            yield "\n".join([finite(line) for (line,) in rows]).encode() + b"\n"
