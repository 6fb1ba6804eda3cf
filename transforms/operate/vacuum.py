"""Vacuum: an embedded catalog's file is written anew, without the pages that hold nothing.

This opens the file beside DuckDB, whose own connections to it live for one transaction only: call
it outside of one. A catalog on a server looks after itself.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from transforms.config import Config
from transforms.errors import Unavailable
from transforms.home import Home
from transforms.lake.attachment import catalog_file

#: Share of empty pages from which writing the file anew is worth it.
_EMPTY_SHARE = 0.25


def catalog_bytes(home: Home, config: Config) -> int:
    """Measure the catalog's file and its log; 0 on a server."""
    catalog = catalog_file(home, config)
    if catalog is None:
        return 0
    files = (catalog, catalog.with_name(f"{catalog.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def shrink_catalog(home: Home, config: Config) -> None:
    """Empty the catalog's log, and write the file anew where it is worth it.

    While a reader is in a query it stays as it is, for the next time.
    """
    catalog = catalog_file(home, config)
    if catalog is not None:
        with suppress(sqlite3.OperationalError):  # locked
            _vacuum(catalog, config, least=_EMPTY_SHARE)


def scrub_catalog(home: Home, config: Config) -> None:
    """Write the catalog's file anew whatever it holds, so that nothing deleted remains in it.

    Raises:
        Unavailable: a reader is in a query for too long.
    """
    catalog = catalog_file(home, config)
    if catalog is None:
        return
    try:
        is_whole = _vacuum(catalog, config, least=0)
    except sqlite3.OperationalError as error:
        raise Unavailable(
            f"the catalog {catalog} must be free for a moment, got: {error}"
        ) from error
    if not is_whole:
        raise Unavailable(f"the log of {catalog} must be free, got a reader in a query")


def _vacuum(catalog: Path, config: Config, *, least: float) -> bool:
    """Vacuum and empty the log; tell whether the log is empty."""
    wait = config.warehouse.busy_timeout_seconds
    with closing(sqlite3.connect(catalog, timeout=wait, isolation_level=None)) as connection:
        connection.execute("pragma temp_store = memory")  # no copy of it in another folder
        connection.execute("pragma secure_delete = on")
        (pages,), (empty,) = (
            connection.execute(f"pragma {name}").fetchone()
            for name in ("page_count", "freelist_count")
        )
        if empty >= least * pages:
            connection.execute("vacuum")
        (is_busy, _, _) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not is_busy
