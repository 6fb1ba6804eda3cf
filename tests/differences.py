"""Two sets of tables side by side: only what differs is shown."""

from collections import Counter
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
SHOWN = 4


def assert_same(expected: Tables, found: Tables) -> None:
    """Fail where the tables differ, and show the differing rows and nothing else."""
    __tracebackhide__ = True
    text = differences(expected, found)
    if text:
        raise AssertionError(text)


def differences(expected: Tables, found: Tables) -> str:
    """Show the rows that only one side has; no text at all where the tables are equal.

    Columns that a table's expected rows do not have are not looked at.
    """
    texts = [_difference(name, rows, found.get(name, [])) for name, rows in expected.items()]
    return "".join(texts)


def _difference(name: str, expected: list[Row], found: list[Row]) -> str:
    columns = list(expected[0]) if expected else list(found[0]) if found else []
    missing, surplus = _counted(expected, columns), _counted(found, columns)
    missing, surplus = missing - surplus, surplus - missing
    if not missing and not surplus:
        return ""
    return (
        f"\n{name}:"
        + _rows("missing", missing, surplus, columns)
        + _rows("surplus", surplus, missing, columns)
    )


def _counted(rows: list[Row], columns: list[str]) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(_frozen(row[column]) for column in columns) for row in rows)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _rows(
    title: str,
    rows: Counter[tuple[Any, ...]],
    others: Counter[tuple[Any, ...]],
    columns: list[str],
) -> str:
    """Show some rows; where both sides have rows, only the keys and the columns that differ."""
    values = list(zip(*rows, strict=True))
    other_values = list(zip(*others, strict=True))
    differing = [
        index
        for index, column in enumerate(columns)
        if not (rows and others)
        or index < 2
        or column in {"model", "valid_from"}
        or set(values[index]) != set(other_values[index])
    ]
    lines = (
        [
            "\n    " + ", ".join(f"{columns[index]}={row[index]!s}" for index in differing)
            for row in sorted(rows, key=str)[:SHOWN]
        ]
        if rows
        else []
    )
    more = f"\n    … and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"\n  {title} {rows.total()}:" + "".join(lines) + more
