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
    views = [View(team, name, {}) for team, name in list_views(connection)]
    return [View(view.team, view.name, columns_of(connection, view)) for view in views]


def list_views(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """List team and name of each, without looking into any."""
    return connection.execute(
        "select schema_name[6:], view_name from duckdb_views() "
        "where database_name = 'lake' and schema_name like 'gold\\_%' escape '\\' order by all"
    ).fetchall()


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


def columns_of(connection: duckdb.DuckDBPyConnection, view: View) -> dict[str, str]:
    """Describe a view: its columns with their types.

    Raises:
        StorageError, LakehouseError: it cannot be read.
    """
    with answering(view):
        described = connection.execute(
            f"select column_name, column_type from (describe {view.address})"
        )
        return dict(described.fetchall())
