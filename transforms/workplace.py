"""The workplace of a command: its home, its settings, its log and its progress."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from transforms.config import Config, read_config
from transforms.errors import InputMissing, NotPermitted, Unavailable
from transforms.gold import create_views
from transforms.home import Home
from transforms.lake import open_lake, use_database
from transforms.lock import writer_lock
from transforms.progress import Progress
from transforms.scratch import remove_dead_scratch
from transforms.silver import prepare

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workplace:
    """Where a command works and by which settings."""

    home: Home
    config: Config
    progress: Progress

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold the writer lock and a lake with all its tables.

        Raises:
            LockHeld: another run is writing.
        """
        with writer_lock(self.home):
            remove_dead_scratch(self.home)
            with open_lake(self.home, self.config) as connection:
                prepare(connection, self.config)
                create_views(connection, self.config)
                yield connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Hold a lake that cannot be changed, on a consistent snapshot per query."""
        with open_lake(self.home, self.config, read_only=True) as connection:
            try:
                use_database(connection, "lake")
            except duckdb.CatalogException as error:
                raise Unavailable("the lake has no tables yet; run `etl.py run` first") from error
            yield connection


def open_workplace(
    home: Path | None, config: Path | None, *, quiet: bool, log_format: str
) -> Workplace:
    """Find the home and its settings: the option, else LAKEHOUSE_HOME, else the project.

    Raises:
        InputMissing: a folder or file that was named is not there.
        ConfigError: a setting is wrong.
    """
    _start_log(log_format, quiet=quiet)
    named = home or (
        Path(os.environ["LAKEHOUSE_HOME"]) if os.environ.get("LAKEHOUSE_HOME") else None
    )
    if config is not None and not config.is_file():
        raise InputMissing(f"--config must name a file, got {config}")
    if config is None:
        own = (named or PROJECT) / "config.json"
        config = own if own.is_file() else PROJECT / "config.json"
        root = named or PROJECT
    else:
        root = named or config.resolve().parent
    if root.exists() and not root.is_dir():
        raise InputMissing(f"--home must name a folder, got the file {root}")
    try:
        root.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise NotPermitted(f"--home must be writable, got {root}: {error.strerror}") from error
    return Workplace(Home(root.resolve()), read_config(config), Progress(quiet=quiet))


class _JsonLines(logging.Formatter):
    """One JSON object per record; control characters cannot break the line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {
                "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
                "level": record.levelname.lower(),
                "message": record.getMessage(),
            }
        )


class _TextLines(logging.Formatter):
    """A time, a level and a sentence; control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        text = "".join(c if c.isprintable() else repr(c)[1:-1] for c in record.getMessage())
        return f"{at} {record.levelname.lower():<7} {text}"


def _start_log(log_format: str, *, quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonLines() if log_format == "json" else _TextLines())
    logging.basicConfig(
        level=logging.WARNING if quiet else logging.INFO, handlers=[handler], force=True
    )
