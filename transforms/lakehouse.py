"""The lakehouse of a command: its home, its settings, its log and its progress."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.archive.store import store_of
from transforms.config import Config, read_config
from transforms.errors import ConfigError, InputMissing, Unavailable
from transforms.home import Home
from transforms.lake.attachment import catalog_file
from transforms.lake.carried import copy_in, copy_out
from transforms.lake.connection import atomic, open_lake, use_database
from transforms.lake.damage import is_lost, put_lake_aside
from transforms.lake.places import check_folders
from transforms.lake.seal import seal
from transforms.models.model import read_models
from transforms.models.schema import check_release, prepare
from transforms.models.views import check_views
from transforms.system.durable import reaching
from transforms.system.last_run import begin_run
from transforms.system.lock import writer_lock
from transforms.system.logs import start_log
from transforms.system.progress import Progress
from transforms.system.redaction import remember_secrets
from transforms.system.scratch import remove_dead_scratch, scratch_folder
from transforms.system.setting_types import plain_path
from transforms.system.signals import stopping_gently

log = logging.getLogger("lakehouse")

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Lakehouse:
    """Where a command works and by which settings."""

    home: Home
    config: Config
    progress: Progress

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer lock; how the command ends is then remembered for `status`.

        Raises:
            LockHeld: another run is writing.
        """
        with writer_lock(self.home), stopping_gently():
            begin_run(self.home)
            yield

    @contextmanager
    def writing(
        self, *, anew: bool = False, as_it_is: bool = False
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold the writer lock and a lake with all its tables; `anew` puts an old one aside.

        What an old one knew of publications, alerts and erasures goes into the new one.

        One of another release is told, unless it is wanted `as_it_is`, to renew it.

        Raises:
            LockHeld: another run is writing.
            ConfigError: the lake is of another release.
        """
        scratch = scratch_folder(self.home, "carried") if anew else nullcontext(self.home.tmp)
        with self.locked(), scratch as carried:
            remove_dead_scratch(self.home)
            if self.home.erasing.exists():
                log.warning("an erasure is not finished; `etl.py erase` once more does it")
            if anew:
                store_of(self.home).names()  # an archive that is away is told before
                copy_out(self.home, self.config, carried)
                kept = ", ".join(map(str, put_lake_aside(self.home, self.config)))
                log.warning("the old lake is kept as %s", kept or "nothing: there was none")
            with open_lake(self.home, self.config) as connection:
                if not as_it_is:
                    prepare(connection, self.config)
                if anew:
                    with atomic(connection):
                        copy_in(connection, carried)
                yield connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a lake that cannot be changed, on a consistent snapshot per query."""
        with open_lake(self.home, self.config, read_only=True) as connection:
            try:
                use_database(connection, "lake")
            except duckdb.CatalogException as error:
                raise Unavailable("the lake has no tables yet; run `etl.py run` first") from error
            try:
                yield connection
            except (duckdb.BinderException, duckdb.CatalogException):
                self.check_release(connection)
                raise

    def check_release(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Tell a lake whose tables or views are not those of this release.

        Raises:
            ConfigError: they are not; it says what to do.
        """
        check_release(connection, self.config)
        check_views(connection, self.config)

    def advice(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Say what to do with a lake to which this release does not write; else nothing."""
        try:
            check_release(connection, self.config)
        except ConfigError as error:
            return str(error)
        return ""

    @contextmanager
    def asking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a lake that can be read, and nothing but it: for what users ask."""
        with self.reading() as connection:
            seal(connection, self.home, self.config)
            yield connection


def open_lakehouse(
    home: Path | None,
    config: Path | None,
    *,
    quiet: bool,
    log_format: str,
    make: bool = True,
    progress: Progress | None = None,
) -> Lakehouse:
    """Start the log, find the home, `make` it where it is missing, and read its settings.

    Raises:
        InputMissing: a folder or file that was named is not there.
        ConfigError: a setting is wrong.
    """
    start_log(log_format, quiet=quiet)
    root, path = find_home(home, config)
    if make:
        with reaching(root):
            root.mkdir(parents=True, exist_ok=True)
    settings = read_settings(path)
    found = Home(root.resolve(), settings.archive.path)
    opened = Lakehouse(found, settings, progress or Progress())
    check_folders(opened.home, opened.config)
    return opened


def find_home(home: Path | None, config: Path | None) -> tuple[Path, Path]:
    """Find the home and its config file: the options, else LAKEHOUSE_HOME, else the project.

    Raises:
        InputMissing: a folder or file that was named is not there.
        ConfigError: DuckDB would misread the path of the home.
    """
    named = home or (
        Path(os.environ["LAKEHOUSE_HOME"]) if os.environ.get("LAKEHOUSE_HOME") else None
    )
    root = named or (PROJECT if config is None else config.resolve().parent)
    with reaching(config or root):
        if config is not None and not config.is_file():
            raise InputMissing(f"--config must name a file, got {config}")
        if root.exists() and not root.is_dir():
            raise InputMissing(f"--home must name a folder, got the file {root}")
        if config is None:
            own = root / "config.json"
            config = own if own.is_file() else PROJECT / "config.json"
    try:
        plain_path(str(root.resolve()))
    except ValueError as error:
        found = os.fsencode(root.resolve()).decode("utf-8", "backslashreplace")
        raise ConfigError(f"the path of the home {error}, got {found}") from error
    return root, config


def read_settings(path: Path) -> Config:
    """Read the settings; a secret in one of their addresses is masked from then on.

    Raises:
        ConfigError: a setting is wrong.
    """
    settings = read_config(path)
    for address in addresses(settings):
        remember_secrets(address)
    return settings


def addresses(settings: Config) -> list[str]:
    """List the settings that may name a service, and so might hold a secret."""
    queues = (settings.sqs.queue_url, settings.sqs.endpoint_url, settings.kinesis.endpoint_url)
    return [settings.warehouse.catalog, *queues]


def count_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count the rows of every table and view of staging and Silver; the catalog knows most.

    A lake of an older release may lack tables, which are then not told of.
    """
    rows = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'lake'"
        " union all "
        "select schema_name || '.' || view_name from duckdb_views() where database_name = 'lake'"
    )
    there = {name for (name,) in rows.fetchall()}
    tables = [model for model in read_models("staging", "silver") if model.kind != "scope"]
    names = [
        f"{model.schema}.{model.name}"
        for model in sorted(tables, key=lambda model: (model.schema != "staging", model.name))
    ]
    counted = {}
    for name in names:
        if name not in there:
            continue
        row = connection.execute(f"select count(*) from lake.{name}").fetchone()
        counted[name] = int(row[0]) if row else 0
    return counted


def has_lake(home: Home, config: Config) -> bool:
    """Tell whether there is a catalog, or was one: whoever opens a lost one is told.

    One on a server is taken to be there.
    """
    catalog = catalog_file(home, config)
    return catalog is None or catalog.exists() or is_lost(home, config)
