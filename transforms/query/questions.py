"""Questions: those of sql/questions/, and one SELECT of a user, as rows that Python can hold."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import UsageError
from transforms.models.header import ModelError, read_header
from transforms.models.model import SQL
from transforms.query.select import check_select

_FIELDS = {"team", "views", "example"}


@dataclass(frozen=True)
class Question:
    """A business question and the SELECT over Gold that answers it.

    `example` says what the answer means on the example data, `notes` how to read it on any.
    """

    number: int
    name: str
    text: str
    team: str
    views: tuple[str, ...]
    example: str
    notes: str
    sql: str


def read_questions() -> tuple[Question, ...]:
    """Read the questions of sql/questions/, in the order of their numbers."""
    return tuple(read_question(path) for path in sorted((SQL / "questions").glob("*.sql")))


def read_question(path: Path) -> Question:
    """Read one question: its header, and the SELECT below it.

    Raises:
        ModelError: the file's name or header does not say what it must.
    """
    header = read_header(path.read_text(encoding="utf-8"), str(path))
    number, _, name = path.stem.partition("_")
    if set(header.fields) != _FIELDS or header.name != name or not number.isdecimal():
        raise ModelError(
            f"{path}: must be named like 01_shop.sql and say {', '.join(sorted(_FIELDS))}"
        )
    return Question(
        number=int(number),
        name=name,
        text=header.summary,
        team=header.fields["team"],
        views=tuple(header.fields["views"].split(", ")),
        example=header.fields["example"],
        notes=header.notes,
        sql=header.sql,
    )


def question_of(number: int) -> Question:
    """Find a question by its number.

    Raises:
        UsageError: there is none.
    """
    questions = {question.number: question for question in read_questions()}
    if number not in questions:
        raise UsageError(
            f"the question must be one of {min(questions)} to {max(questions)}, got {number}"
        )
    return questions[number]


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Ask one SELECT, or how it would be answered (EXPLAIN); nothing else is run.

    Times with a zone arrive as text, and columns of one name are told apart.

    Raises:
        UsageError: it is something else, or reads what is not the lake.
    """
    check_select(connection, sql)
    relation = connection.sql(sql)
    types = [str(kind) for kind in relation.types]
    has_twins = len(set(relation.columns)) < len(relation.columns)
    if not has_twins and not any("TIME ZONE" in kind for kind in types):
        return relation
    columns = [
        f'cast(#{position} as varchar) as "{name.replace(chr(34), chr(34) * 2)}"'
        if "TIME ZONE" in kind
        else f"#{position}"
        for position, (name, kind) in enumerate(zip(relation.columns, types, strict=True), 1)
    ]
    return relation.project(", ".join(columns))
