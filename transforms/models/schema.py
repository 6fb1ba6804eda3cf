"""The schema of a lake: its tables, made on first use, and compared with those of the models.

A lake of another release is told before a row is written. Its Silver is made anew from staging;
where staging itself has other columns, or was read in another way, only the archive helps.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.lake.connection import atomic, connect, use_database
from transforms.lake.damage import REMEDY
from transforms.models.comments import describe_tables, is_known, tables
from transforms.models.creation import create_tables, read_seeds
from transforms.models.fingerprint import REBUILD, check_reading, compare_fingerprint
from transforms.models.model import Model, address, materialized, read_ledger, read_models, views
from transforms.models.views import create_views, renew_views

#: The type of each column, by table or view.
Columns = dict[str, dict[str, str]]

#: Columns that came to staging with a release: a lake of before has them empty, and reads the lines
#: that bring them with `--from-archive`.
LATER = {
    "stg_events": (
        *("clicks", "impressions", "reported_at", "segment", "plan_id", "subscription_id"),
        *("interval", "payment_id", "invoice_id", "status", "failure_code"),
        *("identity_key", "filled_fields"),
    )
}
_COLUMN = re.compile(r"^ +(\w+) (.+?),?$", re.MULTILINE)
_SHOWN = 4


def prepare(connection: duckdb.DuckDBPyConnection, config: Config, database: str = "lake") -> None:
    """Create what a database lacks of schemas, tables and views; bare names then mean its tables.

    A table's comments are renewed where its header says something new, views where their text is
    another. What is lacking is made in one snapshot: rows in the catalog are read with the schema
    that they were written with, so that a second snapshot would have it read twice.

    Raises:
        ConfigError: the lake was made by a release with other tables.
    """
    read_seeds(connection)
    if not is_known(connection, database):
        with atomic(connection):
            _check_tables(connection, config, database)
            _complete(connection, config, database)
            use_database(connection, database)
            renew_views(connection, config, database)
    else:
        use_database(connection, database)
        create_views(connection, config, database)


def check_release(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Tell a lake to which this release would not write; nothing is changed.

    Raises:
        ConfigError: its tables, or the settings that it was built with, are others.
    """
    if not is_known(connection):
        _check_tables(connection, config, "lake")
    compare_fingerprint(connection, config)


def renew(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Make the Silver tables of another release anew, empty, and the Gold views over them.

    Call it inside `atomic()`, and fill them there: readers keep the old ones until it commits.

    Raises:
        ConfigError: staging is of another release too, or was read by other settings.
    """
    read_seeds(connection)
    found = columns_of(connection, "lake")
    if found:
        wanted = columns_wanted(config)
        _check_staging(found, wanted)
        check_reading(connection, config)
        for table in read_models("staging"):
            for column, kind in _later(table.name, found, wanted).items():
                connection.execute(f"alter table {address(table)} add {column} {kind}")
        for table in _computed():
            if table.name in found and found[table.name] != wanted[table.name]:
                connection.execute(f"drop table {address(table)}")
        for name in _without_model(connection):
            connection.execute(f"drop table lake.{name}")
    _complete(connection, config, "lake")
    use_database(connection, "lake")
    renew_views(connection, config)


def columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
    """Find the columns of every table and view of a database."""
    found: Columns = defaultdict(dict)
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = ?",
        [database],
    )
    for table, column, kind in rows.fetchall():
        found[table][column] = kind
    return dict(found)


def _check_tables(connection: duckdb.DuckDBPyConnection, config: Config, database: str) -> None:
    """Compare a database, if it has any table, with the tables of this release.

    Raises:
        ConfigError: staging or Silver has others.
    """
    found = columns_of(connection, database)
    if not found:
        return
    wanted = columns_wanted(config)
    _check_staging(found, wanted)
    others = _others(_computed(), found, wanted)
    if others or (others := ", ".join(f"a table {name}" for name in _former(connection, database))):
        check_reading(connection, config)
        raise ConfigError(f"Silver must have the tables of this release, got {others}; {REBUILD}")


def _check_staging(found: Columns, wanted: Columns) -> None:
    """Compare what nothing in the lake can be made from: typed events, and the ledger.

    What the ledger lacks, and later columns of staging, are added; more in the ledger does no harm.
    """
    staged = [model for model in read_models("staging") if model.is_table]
    have = {name: columns | _later(name, found, wanted) for name, columns in found.items()}
    if others := _others(staged, have, wanted):
        raise ConfigError(f"staging must have the tables of this release, got {others}; {REMEDY}")
    ledger = {
        table.name: {
            column: kind
            for column, kind in found.get(table.name, {}).items()
            if column in wanted[table.name]
        }
        for table in read_ledger()
    }
    common = {name: {column: wanted[name][column] for column in ledger[name]} for name in ledger}
    if others := _others(read_ledger(), ledger, common):
        raise ConfigError(f"the ledger must have the types of this release, got {others}; {REMEDY}")


def _later(name: str, found: Columns, wanted: Columns) -> dict[str, str]:
    """Give the later columns that a table of staging lacks, with their types."""
    missing = [column for column in LATER.get(name, ()) if column not in found.get(name, {})]
    return {column: wanted[name][column] for column in missing if name in found}


def _others(tables_: Iterable[Model], found: Columns, wanted: Columns) -> str:
    """Say which tables are missing, or have columns that are missing, too many or of other types.

    Nothing where all are alike.
    """
    told = []
    for name in (table.name for table in tables_):
        if name not in found:
            told.append(f"no {name}")
        elif differing := sorted(
            {column for column, _ in found[name].items() ^ wanted[name].items()}
        ):
            told.append(f"another {name} ({', '.join(differing[:_SHOWN])})")
    more = len(told) - _SHOWN
    return ", ".join(told[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def columns_wanted(config: Config) -> Columns:
    """Find the columns of this release's tables by making every one, empty, in memory."""
    with connect(config, Path("nowhere")) as connection:
        connection.execute("attach ':memory:' as lake")
        read_seeds(connection)
        create_tables(connection, config, "lake")
        return columns_of(connection, "lake")


def _complete(connection: duckdb.DuckDBPyConnection, config: Config, database: str) -> None:
    """Create the tables that are missing, give the ledger its new columns, and describe all."""
    if {table.name for table in tables()} - columns_of(connection, database).keys():
        create_tables(connection, config, database)
    found = columns_of(connection, database)
    for table in read_ledger():
        for column, kind in _COLUMN.findall(table.body):
            if column not in found[table.name]:
                connection.execute(f"alter table {address(table, database)} add {column} {kind}")
    describe_tables(connection, database)


def _computed() -> list[Model]:
    return [model for model in materialized() if model.is_table]


def _former(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """List the tables of another release that this one has as views."""
    seen = {f"{view.schema}.{view.name}" for view in views()}
    return sorted(seen.intersection(_tables(connection, database)))


def _without_model(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """List the Silver tables of another release that this one has as views, or not at all."""
    known = {f"{table.schema}.{table.name}" for table in _computed()}
    there = {name for name in _tables(connection, "lake") if name.startswith("silver.")}
    return sorted({*(there - known), *_former(connection, "lake")})


def _tables(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = ?",
        [database],
    )
    return {name for (name,) in rows.fetchall()}
