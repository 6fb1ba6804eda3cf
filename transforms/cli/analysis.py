"""Commands for those who ask: query, questions, shell, summary."""

from typing import Annotated

import duckdb
import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, HomeOption, app
from transforms.errors import UsageError
from transforms.lake.damage import damage
from transforms.lakehouse import open_lakehouse
from transforms.query.questions import answer, question_of, read_questions
from transforms.query.shell import ShellTeam, become_shell

FormatOption = Annotated[output.TableFormat, typer.Option("--format", help="How rows are printed.")]


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; silver and gold tables by name.")],
    table_format: FormatOption = output.TableFormat.table,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Ask the lake a question in SQL; nothing can be changed."""
    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    with lakehouse.reading() as connection:
        try:
            output.print_rows(answer(connection, sql), table_format)
        except duckdb.Error as error:
            told = damage(error, lakehouse.config)
            raise told or UsageError(f"the query must run on the lake, got {error}") from error


@app.command()
def questions(
    number: Annotated[int | None, typer.Argument(help="Which one to ask; else list them.")] = None,
    table_format: FormatOption = output.TableFormat.table,
    show_sql: Annotated[bool, typer.Option("--sql", help="Print its SQL instead.")] = False,
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """List the business questions, or ask the lake one of them."""
    if number is None:
        if show_sql or table_format is not output.TableFormat.table:
            raise UsageError("--sql and --format must come with the number of a question, got none")
        rows = [(each.number, each.text, each.team) for each in read_questions()]
        output.print_table(["number", "question", "team"], rows)
        return
    question = question_of(number)
    if show_sql:
        typer.echo(f"-- {question.text}\n{question.sql};")
        return
    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    with lakehouse.reading() as connection:
        if table_format is output.TableFormat.table:
            typer.echo("\n".join(filter(None, (question.text, question.notes))))
        output.print_rows(answer(connection, question.sql), table_format)


@app.command()
def shell(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="After `--`: options for duckdb, like -csv.")
    ] = None,
    team: Annotated[ShellTeam, typer.Option(help="Whose views come first.")] = "all",
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Open the duckdb command line with the lake attached, read-only."""
    become_shell(
        open_lakehouse(home, config, quiet=False, log_format="text"), team, arguments or []
    )


@app.command()
def summary(
    home: HomeOption = None,
    config: ConfigOption = None,
) -> None:
    """Print what an analyst wants to see first."""
    from transforms.query.summary import summarize

    lakehouse = open_lakehouse(home, config, quiet=False, log_format="text")
    with lakehouse.reading() as connection:
        for number, answer in enumerate(summarize(connection)):
            output.print_answer(answer, "\n" if number else "")
