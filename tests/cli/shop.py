"""A shop's home folder and the commands that run on it, in this process or in one of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.differences import Tables
from tests.events import Row, event, item, lines
from tests.paths import PROJECT
from transforms.cli import main
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake, use_database
from transforms.models.model import read_models

EVENTS = lines(
    event("view_item_list", "v", items=[item("p", price=5, item_list_id="l")]),
    event("purchase", "v", 1, transaction_id="=T+1", value="10.50", items=[item("p", price=5)]),
    event("page_view", None, 2, page_title="\x1b[31mred\x07"),
)
#: A replay goes by name: with this digest, a batch of it comes before the next of one second.
BAD = b"not json.\n"
LATE = EVENTS.replace(b'"view_item_list"', b'"select_item"')
SETTINGS = {"warehouse": {"sync_data_files": False, "threads": 1}}


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)


class Unheard:
    """Stands where `capsys` does in a shop that is made for many tests: nobody listens."""

    def readouterr(self) -> tuple[str, str]:
        return "", ""


@dataclass(frozen=True)
class Shop:
    """A home folder with an inbox."""

    home: Path
    capsys: pytest.CaptureFixture[str] | Unheard

    def put(self, name: str, content: bytes) -> Path:
        """Write a file into the inbox, or elsewhere below the home."""
        path = self.home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def settings(self, text: str) -> None:
        (self.home / "config.json").write_text(text)

    def call(self, *arguments: str) -> Ended:
        """Run a command in this process."""
        return called(self.capsys, *arguments, "--home", str(self.home))

    def ask(self, sql: str) -> Any:
        """Rows of a query."""
        ended = self.call("query", sql, "--format", "json")
        assert ended.code == 0, ended.err
        return ended.rows

    @contextmanager
    def asking(self) -> Iterator[Callable[[str], list[Row]]]:
        """Ask several queries of the lake as it is, without a command for each."""
        settings = Config.model_validate_json((self.home / "config.json").read_text())
        with open_lake(Home(self.home), settings, read_only=True) as lake:
            use_database(lake, "lake")
            yield partial(_rows, lake)

    def tables(self) -> Tables:
        """Every row of staging and Silver."""
        models = read_models("staging", "silver", "ops")
        names = [f"{model.schema}.{model.name}" for model in models if model.is_table]
        with open_lake(Home(self.home), Config.model_validate(SETTINGS), read_only=True) as lake:
            return {name: _rows(lake, f"from lake.{name} order by all") for name in names}


def _rows(lake: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = lake.execute(sql)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def called(capsys: pytest.CaptureFixture[str] | Unheard, *arguments: str) -> Ended:
    """Run a command in this process."""
    capsys.readouterr()
    code = 0
    try:
        main(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    out, err = capsys.readouterr()
    return Ended(code, out, err)


def started(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the project in a process of its own."""
    command = [sys.executable, str(PROJECT / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
