"""The lake: one DuckDB connection with the DuckLake attached as `lake`, and `atomic()`."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, NotPermitted, StorageError, Unavailable
from transforms.extensions import load_extension
from transforms.home import Home
from transforms.rendering import text_literal
from transforms.scratch import scratch_folder

SCHEMAS = (
    "staging",
    "silver",
    "gold_growth",
    "gold_marketing",
    "gold_finance",
    "gold_product",
    "ops",
)


def connect(config: Config, spill: Path) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB with the house settings and nothing attached.

    What does not fit in memory goes to `spill`, a folder of this connection alone.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "memory_limit": config.warehouse.memory_limit,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
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
        Unavailable: the catalog or the data path cannot be reached.
    """
    with ExitStack() as stack:
        spill = home.tmp / "nowhere"
        with suppress(*[NotPermitted] if read_only else []):  # such a reader cannot spill
            spill = stack.enter_context(scratch_folder(home, "spill"))
        connection = connect(config, spill)
        try:
            attach(connection, home, config, read_only=read_only)
            yield connection
        finally:
            connection.close()


def attach(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    config: Config,
    *,
    read_only: bool = False,
    snapshot_id: int | None = None,
) -> None:
    """Attach the lake as the database `lake`: as it goes on, or as one snapshot left it."""
    kind, _, place = config.warehouse.catalog.partition(":")
    options = {"META_BUSY_TIMEOUT": str(config.warehouse.busy_timeout_seconds * 1000)}
    load_extension(connection, "ducklake")
    if kind == "sqlite":
        load_extension(connection, "sqlite_scanner")
        catalog = (home.root / place).resolve()
        if not read_only:
            _make_folder(catalog.parent)
        elif not catalog.exists():
            raise Unavailable(
                f"the catalog {catalog} must exist to be read; run `etl.py run` first"
            )
        place = str(catalog)
        options["META_JOURNAL_MODE"] = "'WAL'"
    elif kind == "postgres":
        load_extension(connection, "postgres_scanner")
        del options["META_BUSY_TIMEOUT"]
    else:
        raise ConfigError(
            "warehouse.catalog must begin with sqlite: or postgres:, "
            f"got {config.warehouse.catalog!r}"
        )
    options |= {"DATA_PATH": text_literal(_data_path(connection, home, config, read_only))}
    options |= {"OVERRIDE_DATA_PATH": "true"}
    if read_only:
        options["READ_ONLY"] = "true"
    if snapshot_id is not None:
        options["SNAPSHOT_VERSION"] = str(snapshot_id)
    listed = ", ".join(f"{name} {value}" for name, value in options.items())
    source = text_literal(f"ducklake:{kind}:{place}")
    try:
        connection.execute(f"attach {source} as lake ({listed})")
    except duckdb.Error as error:
        raise Unavailable(
            f"the catalog {config.warehouse.catalog.partition(' ')[0]} must be attachable, "
            f"got {type(error).__name__}: {str(error).splitlines()[0]}"
        ) from error


def use_database(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """Let bare table names mean this database's tables."""
    path = ",".join(f"{database}.{schema}" for schema in SCHEMAS)
    connection.execute(f"set search_path = '{path}'")


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


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.execute("rollback")
    except duckdb.TransactionException:
        return  # the commit itself failed and has ended the transaction


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise NotPermitted(f"the folder {folder} must be writable, got {error.strerror}") from error
    except OSError as error:
        raise StorageError(f"the folder {folder} must be writable, got {error.strerror}") from error


def _data_path(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, read_only: bool
) -> str:
    path = config.warehouse.data_path
    if not path.startswith("s3://"):
        folder = (home.root / path).resolve()
        if not read_only:
            _make_folder(folder)
        return f"{folder}/"
    load_extension(connection, "httpfs")
    fields = {
        "KEY_ID": os.environ.get("AWS_ACCESS_KEY_ID"),
        "SECRET": os.environ.get("AWS_SECRET_ACCESS_KEY"),
        "SESSION_TOKEN": os.environ.get("AWS_SESSION_TOKEN"),
        "REGION": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
    }
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        scheme, _, host = endpoint.partition("://")
        fields |= {"ENDPOINT": host, "URL_STYLE": "path"}
        fields |= {"USE_SSL": "true" if scheme == "https" else "false"}
    listed = ", ".join(f"{name} {text_literal(text)}" for name, text in fields.items() if text)
    connection.execute(f"create or replace secret lake_data (type s3, {listed})")
    return path.rstrip("/") + "/"
