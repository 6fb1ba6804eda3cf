"""Homes for tests of faults: real runs of the command line, and all that must be the same after."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from tests.differences import Tables
from tests.events import event, item, lines
from tests.paths import PROJECT
from transforms.archive.reader import archived
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.models.model import read_models

SETTINGS = {"warehouse": {"threads": 1}}  # data files are synced, as in production

Finished = subprocess.CompletedProcess[str]

#: Times of runs differ from run to run.
_TIMES = {"ingested_at", "processed_at", "refused_at"}
_RECEIVED_AT = re.compile(r"processing_batch_[0-9]{8}_[0-9]{6}_")
_LEDGER = "batch_id, state, lines, staged, duplicates, dead_lettered, blank, new_events, error"


def delivery(number: int) -> bytes:
    """A file of the inbox: new events, late ones, one that came before, and a bad line."""
    visitors = range(3 * number, 3 * number + 12)  # nine of them came in the file before, too
    shown = [
        event("view_item_list", f"v{each}", each, items=[item("p", price=5, item_list_id="l")])
        for each in visitors
    ]
    seen = [event("page_view", f"v{each}", 90 * each - number) for each in visitors]
    bought = event(
        *("purchase", f"v{3 * number}", 3 * number + 9),
        transaction_id=f"t{number}",
        value="10.50",
        items=[item("p", price=5)],
    )
    return lines(*seen, bought, *shown) + b"not json\n"


def new_home(root: Path) -> Path:
    """An empty home with the settings of these tests."""
    root.mkdir(parents=True)
    (root / "config.json").write_text(json.dumps(SETTINGS))
    return root


def put(home: Path, number: int) -> Path:
    """Put a delivery into the inbox, as a producer does."""
    path = home / "inbox" / f"{number}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(delivery(number))
    return path


def copied(home: Path, folder: Path) -> Path:
    return shutil.copytree(home, folder / "home")


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, str(PROJECT / "etl.py"), *(words or ("run",)), "--home", str(home)]


def called(home: Path, *words: str, within: tuple[str, ...] = ()) -> Finished:
    """Run a command, `run` if none is named, to its end."""
    return subprocess.run(
        [*within, *command(home, *words)], capture_output=True, text=True, check=False, timeout=300
    )


def state(home: Path) -> Tables:
    """All that a disturbed home must have in common with an undisturbed one.

    Every row of staging, Silver, the dead letters and the ledger, the lines of the archive and
    what lies in the other folders; times of runs are left out.
    """
    models = read_models("staging", "silver", "ops")
    names = [f"{model.schema}.{model.name}" for model in models if model.is_table]
    with open_lake(Home(home), Config.model_validate(SETTINGS), read_only=True) as lake:
        found = {name: rows(lake, f"from lake.{name}") for name in names}
        found["dead_letters"] = rows(lake, "from lake.ops.dead_letters")
        found["batches"] = rows(lake, f"select {_LEDGER} from lake.ops.batches")
    return found | {"archive": _archive(home), "files": _files(home)}


def rows(lake: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows as text; a batch goes by the digits of its content."""
    found = lake.execute(sql)
    names = [column[0] for column in found.description or []]
    return [
        {
            name: _RECEIVED_AT.sub("", str(value))
            for name, value in zip(names, row, strict=True)
            if name not in _TIMES
        }
        for row in found.fetchall()
    ]


def kept(home: Path) -> list[bytes]:
    """The content of every batch of the archive."""
    return [b"".join(batch.blocks()) for batch in archived(Home(home))]


def lost(home: Path, number: int) -> bool:
    """Tell whether a delivery is neither in the inbox nor in the archive."""
    return not (home / "inbox" / f"{number}.jsonl").exists() and delivery(number) not in kept(home)


def _archive(home: Path) -> list[dict[str, Any]]:
    return [{"content": content} for content in kept(home)]


def _files(home: Path) -> list[dict[str, Any]]:
    """The names in the folders, but for what the lake's own files are called."""
    return [{"name": _RECEIVED_AT.sub("", name)} for name in _names(home)]


def _names(home: Path) -> Iterator[str]:
    for path in home.rglob("*"):
        name = str(path.relative_to(home))
        is_lakes = name.startswith(("warehouse/data", "warehouse/catalog"))
        if path.is_file() and not is_lakes:
            yield name
