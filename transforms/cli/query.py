"""query: one SELECT, answered."""

from typing import Annotated

import duckdb
import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, FormatOption, HomeOption, app, open_for_command
from transforms.errors import UsageError
from transforms.query.questions import answer


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; silver and gold tables by name.")],
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the lake a question in SQL; nothing can be changed."""
    lakehouse = open_for_command(home, config)
    with lakehouse.reading() as connection:
        try:
            output.print_rows(answer(connection, sql), table_format)
        except duckdb.Error as error:
            sentences = [f"the query must run on the lake, got {error}"]
            if isinstance(error, duckdb.BinderException | duckdb.CatalogException):
                sentences.append(lakehouse.advice(connection))
            raise UsageError("\n".join(filter(None, sentences))) from error
