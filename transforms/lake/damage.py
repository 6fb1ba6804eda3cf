"""A lost or damaged lake: told in one sentence, and put aside so that a new one can be made.

Everything in the lake follows from archive/, so nothing is mended here: what is damaged is kept
under another name, and the archive is loaded anew.
"""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, LakehouseError, StorageError, Unavailable
from transforms.home import Home
from transforms.lake.attachment import catalog_file, data_path
from transforms.system.durable import reaching, sync_folder

REMEDY = "`etl.py replay --rebuild --from-archive` makes the lake anew from archive/"

_CATALOG_SIGNS = ("file is not a database", "disk image is malformed")
_DATA_SIGNS = (
    "No magic bytes",
    "too small to be a Parquet file",
    "TProtocolException",
    "don't know what type",
    "ecompression failure",
)
#: SQLite does not say why it cannot open a file, or can only read it.
_CLOSED_SIGNS = ("unable to open database file", "attempt to write a readonly database")
_DISK_SIGNS = ("disk I/O error", "database or disk is full", "No space left on device")
_MISSING_SIGNS = ("No such file or directory", "404")
_SQLITE_FILES = ("", "-wal", "-shm", "-journal")


def check_not_lost(home: Home, config: Config) -> None:
    """Tell a lost catalog from one that was never made.

    Raises:
        Unavailable: the catalog is gone or empty, and its data files are there.
    """
    if is_lost(home, config):
        catalog = catalog_file(home, config)
        raise Unavailable(
            f"the catalog {catalog} must be there for the data in {data_path(home, config)},"
            f" got no such file, or an empty one; {REMEDY}"
        )


def is_lost(home: Home, config: Config) -> bool:
    """Tell whether data files lie there, and no catalog that could know them."""
    catalog = catalog_file(home, config)
    if catalog is None or (catalog.exists() and catalog.stat().st_size):
        return False
    return next(Path(data_path(home, config)).rglob("*.parquet"), None) is not None


def damage(error: Exception, config: Config) -> LakehouseError | None:
    """Recognise a damaged or closed catalog, or a damaged data file, and say what to do."""
    text = str(error)
    find = next(iter(text.splitlines()), type(error).__name__)
    if not isinstance(error, duckdb.Error):
        return None
    catalog = config.warehouse.catalog
    if any(sign in text for sign in _CATALOG_SIGNS):
        return Unavailable(f"the catalog {catalog} must be a whole database, got: {find}; {REMEDY}")
    if any(sign in text for sign in _CLOSED_SIGNS):
        return Unavailable(f"the catalog {catalog} must open for reading and writing, got: {find}")
    is_missing = ".parquet" in text and any(sign in text for sign in _MISSING_SIGNS)
    if is_missing or any(sign in text for sign in _DATA_SIGNS):
        return StorageError(f"the lake's data files must be there and whole, got: {find}; {REMEDY}")
    return None


def is_disk_trouble(error: Exception) -> bool:
    """Recognise a full or failing disk by the words of SQLite and of the operating system."""
    return any(sign in str(error) for sign in _DISK_SIGNS)


def put_lake_aside(home: Home, config: Config) -> list[Path]:
    """Rename the catalog and the data folder, so that the next run makes a new lake.

    Call it while holding the writer lock. The catalog goes first: killed in between, the next
    run finds data files without a catalog, and tells.

    Returns what is kept, under its new names.

    Raises:
        ConfigError: the lake is not in files of its own on this machine.
    """
    catalog, data = _files(home, config)
    ending = f"before-{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"
    kept = []
    for path in (*(catalog.with_name(catalog.name + each) for each in _SQLITE_FILES), data):
        if path.exists():
            with reaching(path):
                kept.append(path.rename(path.with_name(f"{path.name}.{ending}")))
            sync_folder(path.parent)
    return kept


def _files(home: Home, config: Config) -> tuple[Path, Path]:
    catalog, data = catalog_file(home, config), Path(data_path(home, config))
    if catalog is None or config.warehouse.data_path.startswith("s3://"):
        raise ConfigError(
            "warehouse.catalog and warehouse.data_path must be files of this machine to be put"
            f" aside, got {config.warehouse.catalog.partition(':')[0]}: and"
            f" {config.warehouse.data_path}: name a new database and a new path for the data in"
            " config.json, and `etl.py run` loads the whole archive into them"
        )
    if any(each.is_relative_to(data) for each in (home.archive, home.lock_file, catalog)):
        raise ConfigError(
            f"warehouse.data_path must hold nothing but the data to be put aside, got {data}"
        )
    return catalog, data
