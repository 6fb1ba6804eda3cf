"""The analyst's shell: the duckdb command line on the lake, which cannot be changed from there."""

import os
import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal, NoReturn, get_args

import duckdb

from transforms.config import Config, Team
from transforms.errors import ConfigError, NotPermitted
from transforms.lake.attachment import DISABLED_OPTIMIZERS, attachment
from transforms.lake.connection import missing_schemas, search_path
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.models.model import Model, read_models
from transforms.system.scratch import inherited_scratch

ShellTeam = Literal["all", Team]
Greet = Callable[[duckdb.DuckDBPyConnection], None]


@dataclass(frozen=True)
class Freshness:
    """When the last batch was loaded, and its last event happened; naive UTC, if there is one."""

    loaded_at: datetime | None
    event_at: datetime | None


def become_shell(
    lakehouse: Lakehouse, team: ShellTeam, arguments: Sequence[str], greet: Greet
) -> NoReturn:
    """Turn this process into the duckdb command line with the lake attached.

    `greet` is called on the lake before, once all that can fail is done.

    From then on the terminal, signals and the exit code are duckdb's own.

    Raises:
        ConfigError: there is no duckdb command line.
        Unavailable: there is no lake to read.
    """
    program = find_duckdb()
    with lakehouse.reading() as connection:  # also sees to it that the extensions are installed
        greet(connection)
        missing = missing_schemas(connection, "lake")
    start = _open_file(start_text(lakehouse, team, without=missing))
    sys.stdout.flush()
    os.execv(program, ["duckdb", "-cmd", f".read /dev/fd/{start}", *arguments])  # noqa: S606


def find_duckdb() -> str:
    """Find the command line of the package duckdb-cli, else one on the PATH.

    The package's script `duckdb` is passed over: it is a parent process that ends its duckdb at
    Ctrl-C, and hands no open file on.

    Raises:
        ConfigError: there is neither.
    """
    package = find_spec("duckdb_cli")
    if package and package.origin and (own := Path(package.origin).with_name("duckdb")).is_file():
        return str(own)
    if found := shutil.which("duckdb"):
        return found
    raise ConfigError(
        "the package duckdb-cli must be installed (`make venv`), or duckdb be on the PATH; "
        "got neither"
    )


def start_text(lakehouse: Lakehouse, team: ShellTeam, without: Collection[str] = ()) -> str:
    """Write what the shell runs first; it may hold the object store's keys."""
    schemas = search_path("lake", *team_schemas(team), without=without)
    how = attachment(lakehouse.home, lakehouse.config, read_only=True)
    statements = [
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        *_limits(lakehouse.config),
        f"set temp_directory = {text_literal(_spill(lakehouse))}",
        *(f"load {extension}" for extension in how.extensions),
        *how.settings,
        *([f".once {os.devnull}\n{how.secret}"] if how.secret else []),  # it would say `true`
        how.attach,
        f"set search_path = {text_literal(schemas)}",
    ]
    return "".join(f"{statement};\n" for statement in statements)


def team_schemas(team: ShellTeam) -> list[str]:
    """List the schemas whose views a team looks at."""
    return [f"gold_{each}" for each in (get_args(Team) if team == "all" else [team])]


def views_of(schema: str) -> list[Model]:
    """List the views of a schema, by name."""
    views = [view for view in read_models("gold") if view.schema == schema]
    return sorted(views, key=lambda view: view.name)


def read_freshness(connection: duckdb.DuckDBPyConnection) -> Freshness:
    """Read how fresh the lake is."""
    row = connection.execute(
        "select max(finished_at), max(last_event_at) from lake.ops.batches where state = 'loaded'"
    ).fetchone()
    return Freshness(*(row or (None, None)))


def _limits(config: Config) -> list[str]:
    limits = [
        f"set memory_limit = {text_literal(config.warehouse.memory_limit)}",
        f"set disabled_optimizers = {text_literal(DISABLED_OPTIMIZERS)}",
    ]
    if config.warehouse.threads:
        limits.append(f"set threads = {config.warehouse.threads}")
    return limits


def _spill(lakehouse: Lakehouse) -> str:
    """Name a folder for what does not fit in memory; none where the home cannot be written."""
    try:
        return str(inherited_scratch(lakehouse.home, "shell"))
    except NotPermitted:
        return ""


def _open_file(text: str) -> int:
    """Write a text into a file without a name, for the program that this process becomes."""
    file = os.memfd_create("start", 0) if hasattr(os, "memfd_create") else _unnamed()
    os.write(file, text.encode())
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _unnamed() -> int:
    with TemporaryFile() as file:
        number = os.dup(file.fileno())
    os.set_inheritable(number, True)
    return number
