"""The summary: what an analyst wants to see first, from sql/summary/ and sql/questions/."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from transforms.lake.connection import atomic
from transforms.lakehouse import count_rows
from transforms.models.model import SQL
from transforms.query.questions import read_questions

#: The questions that belong to the first look, by name.
_QUESTIONS = {"platforms", "lists"}


@dataclass(frozen=True)
class Answer:
    """What is to be shown under a title."""

    title: str
    names: list[str]
    rows: list[tuple[Any, ...]]


def summarize(connection: duckdb.DuckDBPyConnection) -> Iterator[Answer]:
    """Count the rows of each table, then ask what sql/summary/ and the questions ask.

    All of it is from one state of the lake, however slowly the answers are taken.
    """
    with atomic(connection):
        counted: list[tuple[Any, ...]] = list(count_rows(connection).items())
        yield Answer("Rows per table", ["table", "rows"], counted)
        for title, sql in _asked():
            found = connection.execute(sql)
            names = [column[0].replace("_", " ") for column in found.description or []]
            yield Answer(title, names, found.fetchall())


def _asked() -> Iterator[tuple[str, str]]:
    for path in sorted((SQL / "summary").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        yield text.splitlines()[0].removeprefix("-- "), text
    for question in read_questions():
        if question.name in _QUESTIONS:
            yield question.text, question.sql
