"""The summary: what an analyst wants to see first, from sql/summary/ and sql/questions/."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import duckdb

from transforms.lake.connection import atomic
from transforms.lakehouse import count_rows
from transforms.models.model import SQL
from transforms.query.questions import Question, read_questions

#: What is told, in this order: a file of sql/summary/, or a question and the columns that a
#: first look at it needs.
_ORDER: dict[str, tuple[str, ...]] = {
    "totals": (),
    "months": (),
    "funnel": (),
    "platforms": (
        *("platform_id", "sessions", "bounce_rate", "conversion_rate"),
        *("orders", "revenue", "average_order_value"),
    ),
    "lists": ("list", "impressions", "click_rate", "buying_sessions", "purchase_rate", "revenue"),
    "price_changes": (),
    "lines": (),
    "refused": (),
}
_MOST_SHOWN = 10  # rows of a question


@dataclass(frozen=True)
class Answer:
    """What is to be shown under a title; `bars` is the column to be drawn, `more` what is left out.

    Of a question, the first rows and some columns are shown.
    """

    title: str
    names: list[str]
    rows: list[tuple[Any, ...]]
    bars: str = ""
    more: str = ""


def summarize(connection: duckdb.DuckDBPyConnection) -> Generator[Answer, None, None]:
    """Ask what sql/summary/ and the questions ask, then count the rows of each table.

    All of it is from one state of the lake, however slowly the answers are taken.
    """
    questions = {question.name: question for question in read_questions()}
    with atomic(connection):
        for name, columns in _ORDER.items():
            if columns:
                yield _first_look(connection, questions[name], columns)
            else:
                yield _answer(connection, name)
        counted: list[tuple[Any, ...]] = list(count_rows(connection).items())
        yield Answer("Rows per table", ["table", "rows"], counted)


def _answer(connection: duckdb.DuckDBPyConnection, name: str) -> Answer:
    """Ask what a file asks: its first line is the title, its second may name what is drawn."""
    sql = (SQL / "summary" / f"{name}.sql").read_text(encoding="utf-8")
    title, second = (line.removeprefix("-- ") for line in sql.splitlines()[:2])
    bars = second.removeprefix("bars: ") if second.startswith("bars: ") else ""
    found = connection.execute(sql)
    names = [column[0] for column in found.description or []]
    return Answer(title, names, found.fetchall(), bars)


def _first_look(
    connection: duckdb.DuckDBPyConnection, question: Question, columns: tuple[str, ...]
) -> Answer:
    found = connection.sql(question.sql)
    rows = found.project(", ".join(columns)).limit(_MOST_SHOWN).fetchall()
    count = found.shape[0]
    cut = f"the first {_MOST_SHOWN} of {count:,} rows, " if count > _MOST_SHOWN else ""
    left_out = len(found.columns) - len(columns)
    more = f"{cut}{left_out} columns left out; `etl.py questions {question.number}` has all"
    return Answer(question.text, list(columns), rows, more=more)
