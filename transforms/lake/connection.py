"""The lake: one DuckDB connection with the DuckLake attached as `lake`, and `atomic()`."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, LakehouseError, NotPermitted, StorageError, Unavailable
from transforms.home import Home
from transforms.lake.attachment import (
    DISABLED_OPTIMIZERS,
    attachment,
    catalog_file,
    data_path,
)
from transforms.lake.catalog_lock import catalog_lock
from transforms.lake.damage import REMEDY, check_not_lost, damage, is_disk_trouble
from transforms.lake.extensions import load_extensions
from transforms.lake.ownership import check_data_path, check_own_catalog
from transforms.system.scratch import scratch_folder

SCHEMAS = (
    "staging",
    "silver",
    "gold_growth",
    "gold_marketing",
    "gold_finance",
    "gold_product",
    "gold_ml",
    "ops",
)
#: Schemas that came with a release: a lake of before has them from its next run on.
LATER_SCHEMAS = ("gold_ml",)


def connect(config: Config, spill: Path) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB with the house settings and nothing attached.

    What does not fit in memory goes to `spill`, a folder of this connection alone.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_unsigned_extensions": True,  # until `load_extensions` has looked at their stamps
        "python_enable_replacements": False,
        "memory_limit": config.warehouse.memory_limit,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
        "disabled_optimizers": DISABLED_OPTIMIZERS,
    }
    if config.warehouse.threads:
        settings["threads"] = config.warehouse.threads
    return duckdb.connect(":memory:", config=settings)


@contextmanager
def open_lake(
    home: Home, config: Config, *, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Attach the lake that the config describes, and detach it in the end.

    Raises:
        ConfigError: the catalog or the data is not this lake's own, or the lake was made with
            another `warehouse.encrypted`.
        LockHeld: another home writes to the same catalog.
        Unavailable: the catalog or the data path cannot be reached, or is lost or damaged.
        StorageError: a data file is lost or damaged.
    """
    with ExitStack() as stack:
        spill = home.tmp / "nowhere"
        with suppress(*[NotPermitted] if read_only else []):  # such a reader cannot spill
            spill = stack.enter_context(scratch_folder(home, "spill"))
        connection = connect(config, spill)
        try:
            if not read_only:
                with _attaching(home, config):
                    stack.enter_context(catalog_lock(config))
            attach(connection, home, config, read_only=read_only)
            if not read_only:
                stack.callback(_leave_log_files, catalog_file(home, config))
            yield connection
        except (duckdb.Error, LakehouseError) as error:
            told = damage(error, home, config)
            if told is None:
                raise
            raise told from error
        finally:
            close(connection)


def attach(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    *,
    read_only: bool = False,
    snapshot_id: int | None = None,
) -> None:
    """Attach the lake as the database `lake`: as it goes on, or as one snapshot left it."""
    how = attachment(home, config, read_only=read_only, snapshot_id=snapshot_id)
    catalog, data = catalog_file(home, config), data_path(home, config)
    check_not_lost(home, config)
    check_own_catalog(home, config)
    if catalog and read_only and not catalog.exists():
        raise Unavailable(f"the catalog {catalog} must exist to be read; run `etl.py run` first")
    if not read_only:
        _make_folders(catalog.parent if catalog else None, None if "://" in data else Path(data))
    load_extensions(connection, how.extensions)
    connection.execute("set global TimeZone = 'UTC'")  # DuckLake's catalog has times as text
    for setting in how.settings:
        connection.execute(setting)
    if how.secret:
        connection.execute(how.secret)
    with _attaching(home, config):
        connection.execute(how.attach)
    check_data_path(connection, home, config)


def use_database(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Let bare table names mean this database's tables; a former lake lacks a team's schema."""
    missing = missing_schemas(connection, database)
    connection.execute(f"set search_path = '{search_path(database, without=missing)}'")


def missing_schemas(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    """Name the schemas that came with a release, and that a lake of before has not yet."""
    rows = connection.execute(
        "select schema_name from duckdb_schemas() where database_name = ?", [database]
    ).fetchall()
    return {*LATER_SCHEMAS} - {name for (name,) in rows}


def search_path(database: str, *first: str, without: Collection[str] = ()) -> str:
    """List a database's schemas in the order in which a bare name is looked up."""
    schemas = dict.fromkeys((*first, *SCHEMAS))
    return ",".join(f"{database}.{schema}" for schema in schemas if schema not in without)


def is_ducklake(connection: duckdb.DuckDBPyConnection, database: str) -> bool:
    """Tell a DuckLake from a plain DuckDB database."""
    row = connection.execute(
        "select type from duckdb_databases() where database_name = ?", [database]
    ).fetchone()
    return row is not None and row[0] == "ducklake"


@contextmanager
def atomic(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit everything that happens inside, or nothing.

    An interrupt inside a query arrives as `RuntimeError`, so every exception rolls back.
    """
    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException as error:
        _roll_back(connection)
        if isinstance(error, duckdb.IOException) and "No space left" in str(error):
            raise StorageError(f"the disk is full: {str(error).splitlines()[0]}") from error
        raise


def close(connection: duckdb.DuckDBPyConnection) -> None:
    """Close a connection at once, whatever was interrupted on it."""
    connection.interrupt()  # as `_roll_back` does
    connection.close()


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Roll back at once: DuckDB would first bring a query to its end that a signal broke off."""
    connection.interrupt()
    try:
        connection.execute("rollback")
    except duckdb.TransactionException:
        return  # the commit itself failed and has ended the transaction


def _leave_log_files(catalog: Path | None) -> None:
    """Put the files of SQLite's log back, empty: the last writer has taken them away.

    Who may not write to the folder cannot make them, and could not read the catalog without.
    """
    if catalog and catalog.exists():
        for ending in ("-wal", "-shm"):
            with suppress(OSError):
                catalog.with_name(catalog.name + ending).touch()


@contextmanager
def _attaching(home: Home, config: Config) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise damage(error, home, config) or _unattached(error, config) from error


def _unattached(error: duckdb.Error, config: Config) -> LakehouseError:
    if "Failed to set encryption" in str(error):
        wish, got = ("false", "true") if config.warehouse.encrypted else ("true", "false")
        return ConfigError(
            f"warehouse.encrypted must be {wish} as the lake was made, got {got}; {REMEDY}, "
            "with the setting as it is now"
        )
    catalog = f"the catalog {config.warehouse.catalog.partition(' ')[0]}"
    find = f"got {type(error).__name__}: {str(error).splitlines()[0]}"
    if is_disk_trouble(error):
        return StorageError(f"{catalog} must be on a working disk with room, {find}")
    return Unavailable(f"{catalog} must be attachable, {find}")


def _make_folders(*folders: Path | None) -> None:
    for folder in filter(None, folders):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            kind = NotPermitted if isinstance(error, PermissionError) else StorageError
            raise kind(f"the folder {folder} must be writable, got {error.strerror}") from error
