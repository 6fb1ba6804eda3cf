"""The summary: what an analyst wants to see first, from sql/summary/ and sql/questions/."""

from collections.abc import Iterator

import duckdb

from transforms.cli.output import print_table
from transforms.lake.connection import atomic
from transforms.models.model import SQL
from transforms.operate.status import count_rows
from transforms.query.questions import read_questions

#: The questions that belong to the first look, by name.
_QUESTIONS = {"platforms", "lists"}


def print_summary(connection: duckdb.DuckDBPyConnection) -> None:
    """Print the rows of each table, then what sql/summary/ and the questions answer.

    All of it is from one state of the lake.
    """
    with atomic(connection):
        print_table(["table", "rows"], list(count_rows(connection).items()), title="Rows per table")
        for title, sql in _asked():
            found = connection.execute(sql)
            names = [column[0].replace("_", " ") for column in found.description or []]
            rows = found.fetchall()
            if rows:
                print_table(names, rows, title=f"\n{title}")
            else:
                print_table([title], [("none",)])


def _asked() -> Iterator[tuple[str, str]]:
    for path in sorted((SQL / "summary").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        yield text.splitlines()[0].removeprefix("-- "), text
    for question in read_questions():
        if question.name in _QUESTIONS:
            yield question.text, question.sql
