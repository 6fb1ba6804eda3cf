"""Questions: one SELECT of a user, as rows that Python can hold."""

import duckdb

from transforms.errors import UsageError


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """Ask one SELECT; nothing else is run, for COPY and EXPORT write files on any lake.

    Times with a zone arrive as text, and columns of one name are told apart.

    Raises:
        UsageError: it is not one SELECT.
    """
    kinds = [statement.type for statement in connection.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        found = " and ".join(kind.name for kind in kinds) or "nothing"
        raise UsageError(f"the query must be one SELECT, got {found}")
    relation = connection.sql(sql)
    types = [str(kind) for kind in relation.types]
    has_twins = len(set(relation.columns)) < len(relation.columns)
    if not has_twins and not any("TIME ZONE" in kind for kind in types):
        return relation
    columns = [
        f'cast(#{place} as varchar) as "{name.replace(chr(34), chr(34) * 2)}"'
        if "TIME ZONE" in kind
        else f"#{place}"
        for place, (name, kind) in enumerate(zip(relation.columns, types, strict=True), 1)
    ]
    return relation.project(", ".join(columns))
