"""The tables of a lake made from the models, empty, in the lake or anywhere else."""

import duckdb

from transforms.config import Config
from transforms.lake.connection import SCHEMAS, is_ducklake, use_database
from transforms.lake.sql import text_literal
from transforms.models.model import SQL, materialized, read_models
from transforms.models.runner import Runner
from transforms.models.silver import use_all_events
from transforms.models.staging import begin_lines

#: Relations of ours that models read beside events, by name.
SEEDS = {
    "source_categories": f"""
        select * from read_csv(
            {text_literal(str(SQL / "seeds" / "source_categories.csv"))}, header = true,
            auto_detect = false, delim = ',', quote = '"', escape = '"',
            columns = {{source: 'VARCHAR', source_category: 'VARCHAR'}}
        )
    """
}
#: How a lake's data files are written: two fifths smaller than with the defaults, in row groups
#: that take a sixth less time to write, and less memory, than larger ones. Months have folders of
#: their own, which an encrypted lake would go without until it is compacted, and then trip over.
WRITING = {
    "hive_file_pattern": "1",
    "parquet_compression": "zstd",
    "parquet_row_group_size": "81920",
    "parquet_version": "2",
}


def read_seeds(connection: duckdb.DuckDBPyConnection) -> None:
    """Hold the relations that models read beside events."""
    for name, query in SEEDS.items():
        connection.execute(f"create or replace temp table {name} as {query}")


def create_tables(connection: duckdb.DuckDBPyConnection, config: Config, database: str) -> None:
    """Create the schemas and tables that a database lacks, empty, split by month where asked."""
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {database}.{schema}")
    use_database(connection, database)
    connection.execute((SQL / "ledger.ddl").read_text(encoding="utf-8").format(database=database))
    begin_lines(connection)
    Runner(connection, read_models("staging"), config, database=database).create_tables()
    use_all_events(connection, config)
    Runner(connection, materialized(), config, database=database).create_tables()
    if is_ducklake(connection, database):
        for name, value in WRITING.items():
            connection.execute(f"call {database}.set_option('{name}', '{value}')")
        for model in read_models("silver"):
            if model.partition:
                connection.execute(
                    f"alter table {database}.{model.schema}.{model.name} set partitioned by "
                    f"(year({model.partition}), month({model.partition}))"
                )
