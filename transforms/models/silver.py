"""Silver: its tables made on first use, brought up to date by a batch, or rebuilt from staging."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from transforms.archive.message_lines import name_messages
from transforms.config import Config
from transforms.errors import ConfigError
from transforms.lake.connection import SCHEMAS, atomic, is_ducklake, use_database
from transforms.lake.damage import REMEDY
from transforms.load.ledger import add_missing_columns
from transforms.models.checks import Checked, run_checks
from transforms.models.comments import are_described, describe_tables, tables
from transforms.models.model import SQL, read_models
from transforms.models.renderer import text_literal
from transforms.models.runner import Landed, Runner

OnModel = Callable[[Landed], None]

#: How a lake's data files are written: two fifths smaller than with the defaults, in row groups
#: that take a sixth less time to write, and less memory, than larger ones.
WRITING = {
    "parquet_compression": "zstd",
    "parquet_row_group_size": "81920",
}


def prepare(connection: duckdb.DuckDBPyConnection, config: Config, database: str = "lake") -> None:
    """Create what a database lacks of schemas and tables, and make bare names mean its tables.

    A table's comments are renewed where its header says something new.

    Raises:
        ConfigError: the lake was made by a release with other columns.
    """
    _read_seeds(connection)
    if not are_described(connection, database):
        with atomic(connection):
            if not _has_tables(connection, database, {table.name for table in tables()}):
                create_tables(connection, config, database)
            add_missing_columns(connection, database)
            _check_columns(connection, database)
            describe_tables(connection, database)
    use_database(connection, database)


def create_tables(connection: duckdb.DuckDBPyConnection, config: Config, database: str) -> None:
    """Create the schemas and tables that a database lacks, empty, split by month where asked."""
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {database}.{schema}")
    use_database(connection, database)
    connection.execute((SQL / "ledger.ddl").read_text(encoding="utf-8").format(database=database))
    connection.execute("create or replace temp table loaded_lines (line_number bigint)")
    name_messages(connection, None)
    connection.execute("set variable event_parts = [?]", [str(SQL / "seeds" / "empty.jsonl")])
    Runner(connection, read_models("staging"), config, database=database).create_tables()
    see_all_events(connection)
    Runner(connection, read_models("silver", "ops"), config, database=database).create_tables()
    if is_ducklake(connection, database):
        for name, value in WRITING.items():
            connection.execute(f"call {database}.set_option('{name}', '{value}')")
        for model in read_models("silver"):
            if model.partition:
                connection.execute(
                    f"alter table {database}.{model.schema}.{model.name} set partitioned by "
                    f"(year({model.partition}), month({model.partition}))"
                )


def see_new_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Let `new_events` be what the batch at hand brings."""
    connection.execute(
        """
        create or replace temp view new_events as
        select typed_events.*
        from typed_events
        where typed_events.line_number not in (
            select repeated_lines.line_number from repeated_lines
        )
        """
    )


def see_all_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Let `new_events` be every accepted event: the one difference of a rebuild."""
    connection.execute(
        "create or replace temp view new_events as "
        "select * from lake.staging.stg_events where not is_duplicate"
    )


def land_silver(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    *,
    database: str = "lake",
    on_model: OnModel | None = None,
    whole: bool = False,
    is_small: bool = False,
) -> tuple[list[Landed], list[Checked]]:
    """Land every Silver model for `new_events`, then check what was touched (or the whole).

    A small batch keeps what landed in memory until it is checked.

    Call it inside `atomic()`: a broken promise then undoes the whole batch.

    Raises:
        PromiseBroken: a table broke a promise; the message shows up to three rows.
    """
    models = read_models("silver", "ops")
    runner = Runner(connection, models, config, database=database, keep_landed=is_small)
    landed = runner.land(on_model)
    return landed, run_checks(runner, whole=whole)


def rebuild_silver(
    connection: duckdb.DuckDBPyConnection, config: Config, *, on_model: OnModel | None = None
) -> tuple[list[Landed], list[Checked]]:
    """Empty every Silver table and land all accepted events as if they were one batch.

    Call it inside `atomic()`: readers keep the old state until it commits.
    """
    for model in read_models("silver", "ops"):
        if model.is_table:
            connection.execute(f"delete from lake.{model.schema}.{model.name}")
    see_all_events(connection)
    return land_silver(connection, config, on_model=on_model)


def _read_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    path = text_literal(str(Path(SQL / "seeds" / "source_categories.csv")))
    connection.execute(
        f"create or replace temp table source_categories as select * from read_csv({path}, "
        "header = true, columns = {source: 'VARCHAR', source_category: 'VARCHAR'})"
    )


def _check_columns(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Tell a lake of another release, whose tables are not those of the models.

    Raises:
        ConfigError: a table lacks a column.
    """
    rows = connection.execute(
        "select table_name || '.' || column_name from duckdb_columns() where database_name = ?",
        [database],
    )
    found = {name for (name,) in rows.fetchall()}
    named = [f"{table.name}.{column}" for table in tables() for column in table.columns]
    missing = [name for name in named if name not in found]
    if missing:
        raise ConfigError(
            "the lake must have the columns of this release, got none called"
            f" {', '.join(missing)}; {REMEDY}"
        )


def _has_tables(connection: duckdb.DuckDBPyConnection, database: str, names: set[str]) -> bool:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ?", [database]
    ).fetchall()
    return names <= {name for (name,) in rows}
