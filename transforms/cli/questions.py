"""questions: what the teams ask, listed or asked."""

from typing import Annotated

import typer

from transforms.cli import output
from transforms.cli.app import ConfigOption, FormatOption, HomeOption, app, open_for_command
from transforms.cli.tables import print_table
from transforms.cli.terminal import print_line
from transforms.errors import UsageError
from transforms.query.questions import answer, question_of, read_questions


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
        print_table(["number", "question", "team"], rows)
        return
    question = question_of(number)
    if show_sql:
        output.say_code(f"-- {question.text}\n{question.sql};")
        return
    lakehouse = open_for_command(home, config)
    with lakehouse.asking() as connection:
        if table_format is output.TableFormat.table:
            print_line("\n".join(filter(None, (question.text, question.notes))))
        output.print_rows(answer(connection, question.sql), table_format)
