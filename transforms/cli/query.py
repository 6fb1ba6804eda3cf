"""query: one SELECT, answered."""

from typing import Annotated

import duckdb
import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, FormatOption, HomeOption, app, open_for_command
from transforms.errors import UsageError
from transforms.query.questions import answer
from transforms.query.select import is_explain


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT or its EXPLAIN; tables by name.")],
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the lake a question in SQL: nothing else is read, and nothing changed."""
    lakehouse = open_for_command(home, config)
    with lakehouse.asking() as connection:
        try:
            found = answer(connection, sql)
            if is_explain(sql) and table_format is output.TableFormat.table:
                output.say("\n".join(plan.rstrip("\n") for _, plan in found.fetchall()))
            else:
                output.print_rows(found, table_format)
        except duckdb.Error as error:
            sentences = [f"the query must run on the lake, got {error}"]
            if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
                sentences.append(lakehouse.advice(connection))
            raise UsageError("\n".join(filter(None, sentences))) from error
