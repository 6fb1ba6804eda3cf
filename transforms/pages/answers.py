"""Answers: what a page's queries give, out of its team's published file and out of nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from transforms.config import Config
from transforms.lake.attachment import DISABLED_OPTIMIZERS
from transforms.pages.page import Page
from transforms.system.redaction import redact

MOST_ROWS = 5_000
MOST_TEXT = 200
#: What of an error may be told: DuckDB's first line, as long as a card is wide.
_MOST_REASON = 300
Narrow = Callable[[duckdb.DuckDBPyConnection], None]
_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,
    "disabled_optimizers": DISABLED_OPTIMIZERS,
    "lock_configuration": True,
}


@dataclass(frozen=True)
class Answer:
    """The rows of a query, and its columns with their types; or the reason why there are none."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    reason: str = ""

    def values(self, column: str) -> list[Any]:
        """List the values of a column."""
        index = list(self.columns).index(column)
        return [row[index] for row in self.rows]


def ask(
    page: Page, file: Path, config: Config, narrow: Narrow = lambda _: None
) -> dict[str, Answer]:
    """Ask a team's published file all queries of a page; one that fails takes no other along.

    They may ask `getvariable('north_star')` for the metric of that setting, and
    `getvariable('north_star_goal')` for its goal, which may be none. `narrow` may put views of the
    connection's own in front of the file's tables.
    """
    with open_file(file, config) as connection:
        star = config.growth.north_star
        connection.execute("set variable north_star = ?", [star])
        connection.execute("set variable north_star_goal = ?", [config.growth.goals.get(star)])
        narrow(connection)
        return {name: _ask(connection, sql) for name, sql in page.queries.items()}


def open_file(file: Path, config: Config) -> duckdb.DuckDBPyConnection:
    """Open a team's file to be read, with nothing else in reach; close it yourself."""
    settings = {**_LOCKED, "memory_limit": config.warehouse.memory_limit}
    if config.warehouse.threads:
        settings["threads"] = config.warehouse.threads
    return duckdb.connect(str(file), read_only=True, config=settings)


def _ask(connection: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    try:
        statements = connection.extract_statements(sql)
        if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
            return Answer(reason="a query must be one SELECT")
        found = connection.execute(statements[0])
        columns = {each[0]: str(each[1]) for each in found.description or []}
        rows = found.fetchmany(MOST_ROWS + 1)
    except duckdb.Error as error:
        return Answer(reason=redact(str(error).splitlines()[0])[:_MOST_REASON])
    if len(rows) > MOST_ROWS:
        return Answer(reason=f"a query must give at most {MOST_ROWS:,} rows, got more")
    return Answer(columns, [tuple(map(_short, row)) for row in rows])


def _short(value: Any) -> Any:
    """Cut a text of events that is too long to be shown."""
    is_long = isinstance(value, str) and len(value) > MOST_TEXT
    return f"{value[:MOST_TEXT]}…" if is_long else value
