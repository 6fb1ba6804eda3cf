"""A lost or damaged lake: told in one sentence, and put aside so that a new one can be made.

Everything in the lake follows from archive/, so nothing is mended here: what is damaged is kept
under another name, and the archive is loaded anew.
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, LakehouseError, NotPermitted, StorageError, Unavailable
from transforms.home import Home
from transforms.lake.attachment import catalog_file, data_path
from transforms.lake.ownership import check_own_catalog, check_own_files
from transforms.system.durable import reaching, sync_folder
from transforms.system.object_store import ObjectStore

REMEDY = "`etl.py replay --rebuild --from-archive` makes the lake anew from archive/"
#: Where the lake is not in files of this machine.
REMEDY_ELSEWHERE = (
    "name a new database and a new path for the data in config.json, and `etl.py run` loads the"
    " whole archive into them"
)

_CATALOG_SIGNS = ("file is not a database", "disk image is malformed")
#: SQLite does not say why it cannot open a file, or can only read it.
_CLOSED_SIGNS = ("unable to open database file", "attempt to write a readonly database")
#: Errors that name no file: a page or a footer cannot be read.
_NAMELESS_SIGNS = ("TProtocolException", "don't know what type")
_DATA_SIGNS = (
    "No magic bytes",
    "too small to be a Parquet file",
    "ooter length",
    "ecompression failure",
    "Is a directory",
    'parquet": No such file',
    "HTTP 404",
)
_AWAY_SIGNS = ("Could not connect", "Could not resolve", "imed out", "imeout")
_STATUS = re.compile(r"HTTP (?:code )?([1-5][0-9][0-9])\b")
_DISK_SIGNS = ("disk I/O error", "database or disk is full", "No space left on device")
_SQLITE_FILES = ("", "-wal", "-shm", "-journal")


def check_not_lost(home: Home, config: Config) -> None:
    """Tell a lost catalog from one that was never made.

    Raises:
        Unavailable: the catalog is gone or empty, and its data files are there.
        ConfigError: what lies there is not a lake's.
    """
    if is_lost(home, config):
        catalog = catalog_file(home, config)
        check_own_files(_data_files(home, config))
        raise Unavailable(
            f"the catalog {catalog} must be there for the data in {data_path(home, config)},"
            f" got no such file, or an empty one; {REMEDY}"
        )


def is_lost(home: Home, config: Config) -> bool:
    """Tell whether data files lie there, and no catalog that could know them."""
    catalog = catalog_file(home, config)
    if catalog is None or (catalog.exists() and catalog.stat().st_size):
        return False
    return next(_data_files(home, config), None) is not None


def damage(error: BaseException, home: Home, config: Config) -> LakehouseError | None:
    """Recognise trouble with the lake's own catalog and data files, and say what to do.

    What a query of a user reads beside them is none of the lake's. An error of ours is looked at
    for what it was made of.
    """
    if isinstance(error, LakehouseError) and error.__cause__ is not None:
        error = error.__cause__
    if not isinstance(error, duckdb.Error):
        return None
    text = str(error)
    find = next(iter(text.splitlines()), type(error).__name__)
    if any(sign in text for sign in (*_CATALOG_SIGNS, *_CLOSED_SIGNS)):
        return _catalog_trouble(text, find, home, config)
    if trouble := _store_trouble(text, find, config):
        return trouble
    if any(sign in text for sign in _NAMELESS_SIGNS) or (
        _names_own_file(text, home, config) and any(sign in text for sign in _DATA_SIGNS)
    ):
        return StorageError(
            f"the lake's data files must be there and whole, got: {find}; {_remedy(home, config)}"
        )
    return None


def _catalog_trouble(text: str, find: str, home: Home, config: Config) -> LakehouseError | None:
    catalog, name = catalog_file(home, config), config.warehouse.catalog
    is_write = _CLOSED_SIGNS[1] in text
    if catalog is None or (not is_write and _is_whole(catalog)):
        return None
    if catalog.is_dir():
        return ConfigError(f"warehouse.catalog must name a file, got the folder {catalog}")
    if catalog.exists() and not os.access(catalog, os.R_OK):
        return NotPermitted(f"the catalog {catalog} must be readable, got: Permission denied")
    if any(sign in text for sign in _CATALOG_SIGNS):
        return Unavailable(f"the catalog {name} must be a whole database, got: {find}; {REMEDY}")
    return Unavailable(f"the catalog {name} must open for reading and writing, got: {find}")


def _is_whole(catalog: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{catalog.as_uri()}?mode=ro", uri=True)) as connection:
            found: tuple[str] | None = connection.execute("pragma quick_check(1)").fetchone()
            return found == ("ok",)
    except sqlite3.Error:
        return False


def _store_trouble(text: str, find: str, config: Config) -> LakehouseError | None:
    if not (bucket := _bucket(config)) or "HTTP" not in text or bucket not in text:
        return None
    store = f"the object store of warehouse.data_path, {ObjectStore.of_environment().named},"
    found = _STATUS.search(text)
    status = int(found[1]) if found else 0
    if status == HTTPStatus.NOT_FOUND:
        return _bucket_trouble(config)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotPermitted(f"{store} must let us read and write, got: {find}")
    if status >= HTTPStatus.BAD_REQUEST or any(sign in text for sign in _AWAY_SIGNS):
        return Unavailable(f"{store} must answer, got: {find}")
    return None


def _bucket_trouble(config: Config) -> ConfigError | None:
    """Tell whether all of the bucket is not there, where something in it is not."""
    from transforms.system.objects import Objects  # its library takes a while to load

    try:
        Objects.at(config.warehouse.data_path, "warehouse.data_path").ask()
    except ConfigError as error:
        return error
    except LakehouseError:
        return None  # of that, the error itself says more
    return None


def _remedy(home: Home, config: Config) -> str:
    return REMEDY if catalog_file(home, config) and not _bucket(config) else REMEDY_ELSEWHERE


def _names_own_file(text: str, home: Home, config: Config) -> bool:
    """Tell whether an error names a file below the data path; a bucket's as part of an address."""
    path = data_path(home, config)
    if not (bucket := _bucket(config)):
        return path in text
    folder = path.partition(bucket)[2]
    return "HTTP" in text and bucket in text and quote(folder) in text


def _bucket(config: Config) -> str:
    scheme, _, rest = config.warehouse.data_path.partition("://")
    return rest.partition("/")[0] if scheme == "s3" else ""


def is_disk_trouble(error: Exception) -> bool:
    """Recognise a full or failing disk by the words of SQLite and of the operating system."""
    return any(sign in str(error) for sign in _DISK_SIGNS)


def put_lake_aside(home: Home, config: Config) -> list[Path]:
    """Rename the catalog and the data folder, so that the next run makes a new lake.

    Call it while holding the writer lock. The catalog goes first: killed in between, the next
    run finds data files without a catalog, and tells.

    Returns what is kept, under its new names.

    Raises:
        ConfigError: the lake is not in files of its own on this machine, or the catalog or a
            data file is not ours.
    """
    catalog, data = _files(home, config)
    check_own_catalog(home, config)
    check_own_files(_data_files(home, config))
    ending = f"before-{datetime.now(UTC):%Y%m%d_%H%M%S_%f}"
    kept = []
    for path in (*(catalog.with_name(catalog.name + each) for each in _SQLITE_FILES), data):
        if path.exists():
            with reaching(path):
                kept.append(path.rename(path.with_name(f"{path.name}.{ending}")))
            sync_folder(path.parent)
    return kept


def _data_files(home: Home, config: Config) -> Iterator[Path]:
    return Path(data_path(home, config)).rglob("*.parquet")


def _files(home: Home, config: Config) -> tuple[Path, Path]:
    catalog, data = catalog_file(home, config), Path(data_path(home, config))
    if catalog is None or config.warehouse.data_path.startswith("s3://"):
        raise ConfigError(
            "warehouse.catalog and warehouse.data_path must be files of this machine to be put"
            f" aside, got {config.warehouse.catalog.partition(':')[0]}: and"
            f" {config.warehouse.data_path}: {REMEDY_ELSEWHERE}"
        )
    if any(each.is_relative_to(data) for each in (home.archive, home.lock_file, catalog)):
        raise ConfigError(
            f"warehouse.data_path must hold nothing but the data to be put aside, got {data}"
        )
    return catalog, data
