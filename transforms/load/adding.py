"""What is added to a lake beside the events: scores of models, verdicts of monitors."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from transforms.lake.connection import open_lake
from transforms.lakehouse import Lakehouse
from transforms.models.schema import prepare
from transforms.system.lock import writer_lock


@contextmanager
def adding(lakehouse: Lakehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold the lake for writing; this is no run that `status` tells of.

    Raises:
        LockHeld: another run is writing.
        ConfigError: the lake is of another release.
    """
    home, config = lakehouse.home, lakehouse.config
    with writer_lock(home, is_run=False), open_lake(home, config) as connection:
        prepare(connection, config)
        yield connection
