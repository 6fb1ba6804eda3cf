"""Differences: the tables of a lake beside the same ones rebuilt aside, types and rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from transforms.models.model import Model, address

_SHOWN = 20


@dataclass(frozen=True)
class Difference:
    """A table that differs: how many rows are only in the lake, how many only rebuilt.

    `types` says of each column that has another type which one it has in the lake, and rebuilt.
    """

    table: str
    columns: list[str]
    only_in_lake: int
    only_rebuilt: int
    rows: list[tuple[Any, ...]]
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What was compared, and where it differs."""

    tables: int
    rows: int
    differences: list[Difference]


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """Take verdicts of several tables as one, in their order."""
    return Verdict(
        sum(each.tables for each in verdicts),
        sum(each.rows for each in verdicts),
        [difference for each in verdicts for difference in each.differences],
    )


def compare(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Model],
    *,
    ignored: tuple[str, ...] = (),
    here: Callable[[Model], str] = address,
) -> Verdict:
    """Compare tables and views with those of the database `aside`, without `ignored` columns.

    `here` names each one in the lake, or is the query of what the lake does not keep.
    """
    found = [_difference(connection, model, here(model), ignored) for model in tables]
    rows = sum(_count(connection, here(model)) for model in tables)
    return Verdict(len(tables), rows, [each for each in found if each is not None])


def _difference(
    connection: duckdb.DuckDBPyConnection, model: Model, here: str, ignored: tuple[str, ...]
) -> Difference | None:
    aside = address(model, "aside")
    wanted, found = _types(connection, here), _types(connection, aside)
    types = tuple(
        f"{name} is {wanted.get(name, 'missing')} in the lake, {found.get(name, 'missing')} rebuilt"
        for name in wanted | found
        if wanted.get(name) != found.get(name)
    )
    columns = [name for name in found if name in wanted and name not in ignored]
    listed = ", ".join(columns)
    only = f"select {listed} from {{}} except all select {listed} from {{}}"
    in_lake, rebuilt = only.format(here, aside), only.format(aside, here)
    counts = [_count(connection, f"({query})") for query in (in_lake, rebuilt)]
    if counts == [0, 0] and not types:
        return None
    rows = connection.execute(
        f"select 'lake' as found_in, * from ({in_lake}) "
        f"union all select 'rebuilt', * from ({rebuilt}) order by {', '.join(model.key)} "
        f"limit {_SHOWN}"
    ).fetchall()
    return Difference(model.title, ["found_in", *columns], counts[0], counts[1], rows, types)


def _types(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    asked = f"select column_name, column_type from (describe from {table})"
    return dict(connection.execute(asked).fetchall())


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0
