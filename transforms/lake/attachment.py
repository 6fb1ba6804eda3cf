"""The attachment: what attaches a lake, as SQL for this process and for any other DuckDB."""

from dataclasses import dataclass
from pathlib import Path

from transforms.config import Config
from transforms.home import Home
from transforms.lake.sql import text_literal
from transforms.system.object_store import ObjectStore

_CATALOGS = {"sqlite": "sqlite_scanner", "postgres": "postgres_scanner"}

#: Without it, the SQLite scanner reads each table of the catalog through a connection of its own,
#: beside the transaction: rows that a commit has replaced meanwhile are then seen by nobody, and
#: with a delete file's row its deletes are gone. It must be global to reach DuckLake's connection.
_ONE_STATE = "set global sqlite_disable_multithreaded_scans = true"

#: In DuckDB 1.5 the rewriting of `row_number() … = 1` loses rows where what orders them is NULL,
#: and may end the process.
DISABLED_OPTIMIZERS = "top_n_window_elimination"


@dataclass(frozen=True)
class Attachment:
    """The extensions to load first, then settings and the other statements in their order.

    `secret` makes the keys of an object store known (empty without one): show it to nobody.
    """

    extensions: tuple[str, ...]
    settings: tuple[str, ...]
    secret: str
    attach: str


def attachment(
    home: Home, config: Config, *, read_only: bool, snapshot_id: int | None = None
) -> Attachment:
    """Write what attaches the lake as the database `lake`: as it goes on, or one snapshot of it."""
    kind, _, location = config.warehouse.catalog.partition(":")
    options = {}
    if file := catalog_file(home, config):
        location = str(file)
        options["META_BUSY_TIMEOUT"] = str(config.warehouse.busy_timeout_seconds * 1000)
        options["META_JOURNAL_MODE"] = "'WAL'"
    options["DATA_PATH"] = text_literal(data_path(home, config))
    options["OVERRIDE_DATA_PATH"] = "true"
    options["ENCRYPTED"] = "true" if config.warehouse.encrypted else "false"
    if read_only:
        options["READ_ONLY"] = "true"
    if snapshot_id is not None:
        options["SNAPSHOT_VERSION"] = str(snapshot_id)
    listed = ", ".join(f"{name} {value}" for name, value in options.items())
    on_store = config.warehouse.data_path.startswith("s3://")
    needs_httpfs = on_store or config.warehouse.encrypted  # it brings the cipher that writes
    return Attachment(
        extensions=("ducklake", _CATALOGS[kind], *(["httpfs"] if needs_httpfs else [])),
        settings=(_ONE_STATE,) if kind == "sqlite" else (),
        secret=_secret() if on_store else "",
        attach=f"attach {text_literal(f'ducklake:{kind}:{location}')} as lake ({listed})",
    )


def catalog_file(home: Home, config: Config) -> Path | None:
    """Name the file of an embedded catalog; a server's catalog has none."""
    kind, _, location = config.warehouse.catalog.partition(":")
    return (home.root / location).resolve() if kind == "sqlite" else None


def data_path(home: Home, config: Config) -> str:
    """Name the folder or bucket of the data files, with a slash at its end."""
    path = config.warehouse.data_path
    if not path.startswith("s3://"):
        path = str((home.root / path).resolve())
    return path.rstrip("/") + "/"


def _secret() -> str:
    """Write down the object store's keys and address, from the environment."""
    store = ObjectStore.of_environment()
    fields = {
        "KEY_ID": store.key_id,
        "SECRET": store.secret,
        "SESSION_TOKEN": store.session_token,
        "REGION": store.region,
    }
    if store.endpoint:
        scheme, _, host = store.endpoint.partition("://")
        fields |= {"ENDPOINT": host, "URL_STYLE": "path"}
        fields |= {"USE_SSL": "true" if scheme == "https" else "false"}
    listed = ", ".join(f"{name} {text_literal(text)}" for name, text in fields.items() if text)
    return f"create or replace secret lake_data (type s3, {listed})"
