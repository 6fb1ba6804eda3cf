"""The Gold views of the lake: what can be published to which team."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from transforms.errors import LakehouseError, StorageError


@dataclass(frozen=True)
class View:
    """A Gold view of the lake: the team that reads it, and its columns with their types."""

    team: str
    name: str
    columns: dict[str, str]

    @property
    def address(self) -> str:
        """Its name in full."""
        return f"lake.gold_{self.team}.{self.name}"


def read_views(connection: duckdb.DuckDBPyConnection) -> list[View]:
    """List the Gold views as the lake has them, by team and name."""
    found = connection.execute(
        "select schema_name[6:], view_name from duckdb_views() "
        "where database_name = 'lake' and schema_name like 'gold\\_%' escape '\\' order by all"
    ).fetchall()
    views = [View(team, name, {}) for team, name in found]
    return [View(view.team, view.name, _columns(connection, view)) for view in views]


@contextmanager
def answering(view: View) -> Iterator[None]:
    """Name the view in an error of the block.

    Raises:
        StorageError: the disk is full, or a file is damaged.
        LakehouseError: the view's query fails.
    """
    try:
        yield
    except duckdb.Error as error:
        kind = StorageError if isinstance(error, duckdb.IOException) else LakehouseError
        raise kind(
            f"{view.address} must answer to be published, "
            f"got {type(error).__name__}: {str(error).splitlines()[0]}"
        ) from error


def _columns(connection: duckdb.DuckDBPyConnection, view: View) -> dict[str, str]:
    with answering(view):
        described = connection.execute(
            f"select column_name, column_type from (describe {view.address})"
        )
        return dict(described.fetchall())
