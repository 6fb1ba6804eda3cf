"""Commands for those who ask: query, summary."""

from typing import Annotated

import duckdb
import typer

from transforms import output
from transforms.commands.app import ConfigOption, HomeOption, app
from transforms.errors import UsageError
from transforms.questions import answer
from transforms.workplace import open_workplace

FormatOption = Annotated[output.TableFormat, typer.Option("--format", help="How rows are printed.")]


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; silver and gold tables by name.")],
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the lake a question in SQL; nothing can be changed."""
    place = open_workplace(home, config, quiet=False, log_format="text")
    with place.reading() as connection:
        try:
            output.print_rows(answer(connection, sql), table_format)
        except duckdb.Error as error:
            raise UsageError(f"the query must run on the lake, got {error}") from error


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.summary import print_summary

    place = open_workplace(home, config, quiet=False, log_format="text")
    with place.reading() as connection:
        print_summary(connection)
