"""The lake: who writes, whether the catalog answers, how it keeps its log, and its tables."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, LakehouseError
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.lake.damage import REMEDY
from transforms.lake.data_files import missing_files, orphans
from transforms.lakehouse import has_lake
from transforms.models.comments import tables
from transforms.models.schema import check_release, columns_of
from transforms.operate.doctor.findings import Finding, failed, passed, warned
from transforms.system.lock import lock_holder
from transforms.system.units import span_in_words

_LONG_SECONDS = 3600
_WAL = b"\x02\x02"  # bytes 18 and 19 of an SQLite file that keeps a write-ahead log


def examined(home: Home, settings: Config) -> Iterator[Finding]:
    """Look at the lock, the catalog and the tables."""
    yield _lock(home)
    if not has_lake(home, settings):
        yield passed("catalog", "none yet; the first run makes it")
        return
    yield from _journal(home, settings)
    yield from _tables(home, settings)


def _lock(home: Home) -> Finding:
    try:
        holder = lock_holder(home)
    except OSError as error:
        return failed("lock", str(error), f"make {home.lock_file} readable", 77)
    if holder is None:
        return passed("lock", "free")
    find = f"held by process {holder.get('pid', 'unknown')} on {holder.get('host', 'unknown')}"
    try:
        since = datetime.now(UTC) - datetime.fromisoformat(str(holder["started_at"]))
    except (KeyError, ValueError):
        return passed("lock", find)
    find = f"{find} for {span_in_words(since.total_seconds())}"
    if since.total_seconds() > _LONG_SECONDS:
        return warned("lock", find, "see whether it hangs; the lock goes when it ends")
    return passed("lock", find)


def _journal(home: Home, settings: Config) -> Iterator[Finding]:
    """Read from an SQLite file's header how it keeps its log; that changes nothing."""
    kind, _, location = settings.warehouse.catalog.partition(":")
    if kind != "sqlite":
        return
    path = home.root / location
    try:
        header = _header(path)
    except FileNotFoundError:
        return  # the catalog is lost, which is told below
    except OSError as error:
        yield failed("journal", f"{path}: {error.strerror}", "make it readable", 77)
        return
    if header[18:20] == _WAL:
        yield passed("journal", "write-ahead log: readers and the writer do not wait")
    elif header:
        advice = "attach with META_JOURNAL_MODE 'WAL'; the next run sets it again"
        yield warned("journal", "no write-ahead log: readers would hold a run up", advice)


def _tables(home: Home, settings: Config) -> Iterator[Finding]:
    subject = "catalog"
    try:
        with open_lake(home, settings, read_only=True) as connection:
            yield passed("catalog", "answers")
            subject = "data files"
            compared = _tables_of(connection, settings)
            gaps = missing_files(connection, home, settings)
            left = orphans(connection, home, settings) if lock_holder(home) is None else []
    except (LakehouseError, duckdb.Error) as error:
        code = error.exit_code if isinstance(error, LakehouseError) else 69
        advice = "see docs/operations.md, After a kill, a power cut, a full disk"
        yield failed(subject, str(error), advice, code)
        return
    yield compared
    yield from _files(gaps, left)


def _tables_of(connection: duckdb.DuckDBPyConnection, settings: Config) -> Finding:
    found = columns_of(connection, "lake")
    if not found:
        return passed("tables", "none yet; the first run makes them")
    try:
        check_release(connection, settings)
    except ConfigError as error:
        return failed("tables", str(error), "do it, or go back to the former release", 78)
    return passed("tables", f"{len(tables())} tables of this release")


def _files(gaps: list[str], left: list[str]) -> Iterator[Finding]:
    if gaps:
        yield failed("data files", f"{len(gaps)} are missing, such as {gaps[0]}", REMEDY, 74)
    elif left:
        find = f"{len(left)} are left over from runs that were killed, such as {left[0]}"
        yield warned("data files", find, "they do no harm; `etl.py maintain` removes them")
    else:
        yield passed("data files", "those that the catalog knows")


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)
