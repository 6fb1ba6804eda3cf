"""The schema of a lake: its tables, made on first use from the models, and compared with them."""

import re

import duckdb

from transforms.archive.message_lines import name_messages
from transforms.config import Config
from transforms.errors import ConfigError
from transforms.lake.connection import SCHEMAS, atomic, is_ducklake, use_database
from transforms.lake.damage import REMEDY
from transforms.lake.sql import text_literal
from transforms.models.comments import are_described, describe_tables, tables
from transforms.models.fingerprint import forget_models
from transforms.models.model import SQL, address, read_ledger, read_models
from transforms.models.runner import Runner
from transforms.models.silver import use_all_events

#: Relations of ours that models read beside events, by name.
SEEDS = {
    "source_categories": f"""
        select * from read_csv(
            {text_literal(str(SQL / "seeds" / "source_categories.csv"))}, header = true,
            columns = {{source: 'VARCHAR', source_category: 'VARCHAR'}}
        )
    """
}
_COLUMN = re.compile(r"^ +(\w+) (.+?),?$", re.MULTILINE)
#: How a lake's data files are written: two fifths smaller than with the defaults, in row groups
#: that take a sixth less time to write, and less memory, than larger ones. Months have folders of
#: their own, which an encrypted lake would go without until it is compacted, and then trip over.
WRITING = {
    "hive_file_pattern": "1",
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
            missing = _missing_tables(connection, database)
            if missing:
                create_tables(connection, config, database)
            if missing & {model.name for model in read_models("silver")}:
                forget_models(connection, database)
            _add_missing_columns(connection, database)
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
    use_all_events(connection, config)
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


def _add_missing_columns(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Give the ledger of an older release the columns that have come since."""
    rows = connection.execute(
        "select table_name || '.' || column_name from duckdb_columns() "
        "where database_name = ? and schema_name = 'ops'",
        [database],
    )
    found = {name for (name,) in rows.fetchall()}
    for table in read_ledger():
        for column, kind in _COLUMN.findall(table.body):
            if f"{table.name}.{column}" not in found:
                connection.execute(f"alter table {address(table, database)} add {column} {kind}")


def _read_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    for name, query in SEEDS.items():
        connection.execute(f"create or replace temp table {name} as {query}")


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


def _missing_tables(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = ?", [database]
    ).fetchall()
    return {table.name for table in tables()} - {name for (name,) in rows}
