"""The lake as the API reads it: one DuckDB for all requests, a transaction for each reading.

One DuckDB has one bound of memory, however many ask. It is opened anew where the catalog has
become another file, as when the lake is made anew, and after an error.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import duckdb

from transforms.errors import LakehouseError
from transforms.lake.attachment import catalog_file
from transforms.lake.connection import atomic
from transforms.lake.damage import damage
from transforms.lake.seal import seal
from transforms.lake.snapshots import Snapshot
from transforms.lakehouse import Lakehouse
from transforms.publish.personal import hand_over_key

log = logging.getLogger("lakehouse")

Result = TypeVar("Result")

_LATEST = """
    select snapshots.snapshot_id, epoch_us(snapshots.snapshot_time)
    from lake.snapshots() as snapshots
    inner join lake.current_snapshot() as latest on snapshots.snapshot_id = latest.id
"""


class TooSlow(Exception):
    """Caught by the API: a reading took longer than `api.seconds`, and was interrupted."""


class Unreadable(Exception):
    """Caught by the API: the lake cannot be read at the moment; the log says why."""


class Reader:
    """Reads the lake, for several threads at once; close it in the end."""

    def __init__(self, lakehouse: Lakehouse) -> None:
        self._lakehouse = lakehouse
        self._lock = threading.Lock()
        self._lake: _OpenLake | None = None

    def open(self) -> None:
        """Open the lake, to know that it can be read.

        Raises:
            LakehouseError: it cannot; the message says why.
        """
        with self._entered():
            pass

    def close(self) -> None:
        """Let go of the lake, once the readings under way have ended; the next opens it anew."""
        with self._lock:
            self._leave()

    def read(self, ask: Callable[[duckdb.DuckDBPyConnection, Snapshot], Result]) -> Result:
        """Ask something of one state of the lake, the latest; once more after an error.

        The first try may meet a file that `maintain` has just removed.

        Raises:
            TooSlow: it took longer than `api.seconds`.
            Unreadable: the lake cannot be read.
        """
        try:
            return self._asked(ask)
        except (duckdb.Error, LakehouseError) as error:
            log.info("the lake is opened anew: %s", self._said(error))
            self.close()
        try:
            return self._asked(ask)
        except (duckdb.Error, LakehouseError) as error:
            log.warning("the lake cannot be read: %s", self._said(error))
            self.close()
            raise Unreadable from error

    def _asked(self, ask: Callable[[duckdb.DuckDBPyConnection, Snapshot], Result]) -> Result:
        with self._entered() as cursor:
            try:
                with self._bounded(cursor), atomic(cursor):
                    return ask(cursor, Snapshot(*cursor.execute(_LATEST).fetchall()[0]))
            except duckdb.InterruptException as error:
                raise TooSlow from error

    def _said(self, error: Exception) -> str:
        told = damage(error, self._lakehouse.home, self._lakehouse.config) or error
        return str(told).partition("\n")[0]

    @contextmanager
    def _bounded(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Interrupt what takes too long."""
        timer = threading.Timer(self._lakehouse.config.api.seconds, cursor.interrupt)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def _entered(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a connection of its own to the lake that lies there now."""
        with self._lock:
            file = self._catalog()
            if self._lake is not None and self._lake.file != file:
                self._leave()
            lake = self._lake = self._lake or _OpenLake(self._lakehouse, file)
            lake.readings += 1
            cursor = lake.connection.cursor()
        try:
            if self._lakehouse.config.publish.pseudonymised:
                hand_over_key(cursor)
            yield cursor
        finally:
            cursor.close()
            with self._lock:
                lake.readings -= 1
                lake.close_if_left()

    def _leave(self) -> None:
        """Begin no reading of the open lake any more; the last one under way closes it."""
        if self._lake is not None:
            self._lake.is_left = True
            self._lake.close_if_left()
            self._lake = None

    def _catalog(self) -> tuple[int, int] | None:
        """Tell one catalog file from another; one on a server has none."""
        path = catalog_file(self._lakehouse.home, self._lakehouse.config)
        if path is None or not path.exists():
            return None
        found = path.stat()
        return found.st_dev, found.st_ino


class _OpenLake:
    """A lake that is open, and how many readings of it are under way."""

    def __init__(self, lakehouse: Lakehouse, file: tuple[int, int] | None) -> None:
        self.file = file
        self.readings = 0
        self.is_left = False
        self._stack = ExitStack()
        with ExitStack() as stack:
            self.connection = stack.enter_context(lakehouse.reading())
            lakehouse.check_release(self.connection)
            seal(self.connection, lakehouse.home, lakehouse.config)
            self._stack = stack.pop_all()

    def close_if_left(self) -> None:
        """Close it, which would end its readings, when it is left and has none."""
        if self.is_left and not self.readings:
            self._stack.close()
