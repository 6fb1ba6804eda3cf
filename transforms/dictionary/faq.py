"""The page of questions: docs/questions.md, written by `make docs` with the example's answers."""

import sys
from pathlib import Path
from typing import Any

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake, use_database
from transforms.models.model import SQL
from transforms.query.questions import Question, answer, read_questions
from transforms.system.json_values import json_value

PAGE = SQL.parent / "docs" / "questions.md"
_MOST_ROWS = 15
_HEAD = """\
# Questions

What the teams ask, each with the SELECT that answers it and the answer on the example data \
([a year of a real shop](../examples/merch_store/README.md)). Written by `make docs` from \
`sql/questions/`; change it there. `etl.py questions` lists them, `etl.py questions 2` asks one \
of your own lake, `etl.py questions 2 --sql` prints it to be changed \
([in the shell](analysts.md)). Money is in the reporting currency, days are the shop's, rates go \
from 0 to 1 and are sums of counts over sums of counts.
"""


def questions_page(connection: duckdb.DuckDBPyConnection) -> str:
    """Write down every question, its SQL and its answer on the lake that is given."""
    questions = read_questions()
    rows = [
        f"| {question.number} | [{question.text}](#{_anchor(_title(question))}) | {question.team} |"
        for question in questions
    ]
    contents = "\n".join(["| | question | team |", "|---|---|---|", *rows])
    sections = [_section(connection, question) for question in questions]
    return "\n".join([_HEAD, f"{contents}\n", *sections])


def write_page(home: Path, page: Path = PAGE) -> None:
    """Write docs/questions.md anew, with the answers of the lake in a home."""
    with open_lake(Home(home.resolve()), Config(), read_only=True) as connection:
        use_database(connection, "lake")
        page.write_text(questions_page(connection), encoding="utf-8")


def _section(connection: duckdb.DuckDBPyConnection, question: Question) -> str:
    found = answer(connection, question.sql)
    names, rows = found.columns, found.fetchall()
    views = ", ".join(f"[`{view}`](gold.md#{view})" for view in question.views)
    parts = [
        f"## {_title(question)}",
        f"Asked by {question.team}; answered by {views}.",
        question.notes,
        f"```sql\n{question.sql}\n```",
        f"On the example data: {_count(len(rows))}. {question.example}",
        _table(names, rows[:_MOST_ROWS]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(question: Question) -> str:
    return f"{question.number}. {question.text}"


def _anchor(title: str) -> str:
    """Name a heading as renderers of Markdown do."""
    kept = (letter for letter in title.lower() if letter.isalnum() or letter in " -_")
    return "".join(kept).replace(" ", "-")


def _count(rows: int) -> str:
    if rows == 0:
        return "no row"
    counted = f"{rows} row{'' if rows == 1 else 's'}"
    return counted if rows <= _MOST_ROWS else f"{counted}, the first {_MOST_ROWS} of them below"


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    lines = [names, ["---"] * len(names), *[[_cell(value) for value in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(json_value(value)).replace("|", "\\|")


if __name__ == "__main__":
    write_page(Path(sys.argv[1]))
