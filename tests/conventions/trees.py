"""A model's SELECT as DuckDB's parser sees it: the relations it reads and its windows."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb

from transforms.config import Config
from transforms.models.model import Model
from transforms.models.renderer import AllTime, Renderer

Node = dict[str, Any]
#: Settings that are off by default, and let models read more.
ALL_ON = Config.model_validate({"sessions": {"max_daily_events": 1, "max_hours": 1}})


class AskedFor(AllTime):
    """All time, remembering of which relations it was asked; events are taken back, too."""

    def __init__(self) -> None:
        self.relations: set[str] = set()

    def days(self, relation: str, first: str, last: str) -> list[date] | None:
        self.relations.add(relation)
        return super().days(relation, first, last)

    def takes_back(self) -> bool:
        return True

    def extreme(self, relation: str, column: str, function: str) -> datetime | None:
        self.relations.add(relation)
        return super().extreme(relation, column, function)


def rendered(model: Model) -> tuple[str, set[str]]:
    """Render a model; also name the relations that its date bounds are drawn from."""
    bounds = AskedFor()
    return Renderer(ALL_ON, bounds).render(model.body), bounds.relations


def nodes(sql: str) -> list[Node]:
    """List every node of the one SELECT."""
    with duckdb.connect() as connection:
        row = connection.execute("select json_serialize_sql(?)", [sql]).fetchone()
    assert row is not None
    tree = json.loads(row[0])
    assert not tree["error"], tree
    assert len(tree["statements"]) == 1
    return list(_walk(tree))


def relations(found: list[Node]) -> set[str]:
    """Name the tables and views that are read, CTEs aside."""
    tables = {node["table_name"] for node in found if node.get("type") == "BASE_TABLE"}
    return tables - ctes(found)


def ctes(found: list[Node]) -> set[str]:
    """Name the CTEs."""
    return {entry["key"] for node in found for entry in node.get("cte_map", {}).get("map", [])}


def windows(found: list[Node]) -> list[Node]:
    """List the window functions."""
    return [node for node in found if node.get("class") == "WINDOW"]


def _walk(node: Any) -> Iterator[Node]:
    if isinstance(node, dict):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _walk(child)
