"""The tables of Silver in PostgreSQL: types, keys and comments, and what fills them from a lake."""

import re
from collections.abc import Sequence

from transforms.config import Config
from transforms.lake.sql import text_literal
from transforms.models.comments import table_comment
from transforms.models.header import ModelError
from transforms.models.model import Model, address, read_models
from transforms.models.schema import columns_wanted

#: Texts sort by their bytes, as in DuckDB.
_TYPES = {
    "VARCHAR": 'text collate "C"',
    **{name: name.lower() for name in ("BIGINT", "INTEGER", "BOOLEAN", "DATE", "TIMESTAMP")},
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")


def tables_text(tables: Sequence[Model], config: Config) -> str:
    """Write the SQL that creates tables of Silver with all schemas, where they are not there yet.

    Raises:
        ModelError: a table has a column of a type that PostgreSQL does not have.
    """
    columns = columns_wanted(config)
    schemas = sorted({model.schema for model in read_models("silver", "ops", "gold")})
    made = [f"create schema if not exists {schema};\n" for schema in schemas]
    return "".join((*made, *(_table_text(table, columns[table.name]) for table in tables)))


def filling(tables: Sequence[Model], database: str = "lake", server: str = "postgres") -> list[str]:
    """List what DuckDB runs to fill the tables, where a lake and a server are attached."""
    statements = ["begin;"]
    for table in tables:
        target, source = address(table, server), address(table, database)
        statements += [f"delete from {target};", f"insert into {target} by name from {source};"]
    return [*statements, "commit;", f"call postgres_execute('{server}', 'analyze');"]


def _table_text(table: Model, types: dict[str, str]) -> str:
    target = address(table, "")
    needed = {*table.not_null, *table.key} - {*table.nullable}
    lines = [
        f"    {name} {_type(kind, name, table)}{' not null' if name in needed else ''}"
        for name, kind in types.items()
    ]
    key = "unique nulls not distinct" if table.nullable else "primary key"
    lines.append(f"    {key} ({', '.join(table.key)})")
    comments = [f"comment on table {target} is {text_literal(table_comment(table))};"] + [
        f"comment on column {target}.{name} is {text_literal(table.columns[name])};"
        for name in types
    ]
    made = f"\ncreate table if not exists {target} (\n" + ",\n".join(lines) + "\n);\n\n"
    return made + "\n".join(comments) + "\n"


def _type(kind: str, column: str, table: Model) -> str:
    if found := _DECIMAL.fullmatch(kind):
        return f"numeric({found[1]}, {found[2]})"
    if kind not in _TYPES:
        wanted = ", ".join((*_TYPES, "DECIMAL"))
        raise ModelError(f"{table.path}: {column} must be one of {wanted}, got {kind}")
    return _TYPES[kind]
