"""Copies: parts of Gold views as one state of the lake has them, from which requests are answered.

A view takes a tenth of a second of a processor or more, a request must not. So a view is read
once for each state of the lake that somebody asks about, as `publish` reads it: without columns
that are left out, with pseudonyms where the settings want them.
"""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import inf

import duckdb
import pyarrow as pa

from transforms.config import Config
from transforms.lake.snapshots import Snapshot
from transforms.models.header import ModelError
from transforms.models.model import read_models
from transforms.publish.personal import published_columns
from transforms.publish.views import View
from transforms.query.shell import read_freshness
from transforms.serve.least_recent import LeastRecent
from transforms.serve.reader import Reader

#: How long a copy answers without a look whether the lake has gone on, and how long while the
#: next one is being read.
FRESH_SECONDS, STALE_SECONDS = 1.0, 60.0
_READINGS = 2  # at once
_SNAPSHOTS = 100  # that are remembered


@dataclass(frozen=True)
class Part:
    """A Gold view of some teams, or those of its rows that have a value in a column."""

    teams: tuple[str, ...]
    view: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Copy:
    """The rows of a part in the order of their key, and the state of the lake that has them."""

    table: pa.Table
    snapshot: Snapshot
    last_event_at: datetime | None


class Copies:
    """Copies by part, the latest of each, of `api.cache_bytes` in all; close them in the end."""

    def __init__(
        self,
        reader: Reader,
        config: Config,
        fresh_seconds: float = FRESH_SECONDS,
        stale_seconds: float = STALE_SECONDS,
    ) -> None:
        self._reader = reader
        self._config = config
        self._fresh_seconds = fresh_seconds
        self._stale_seconds = stale_seconds
        self._kept: LeastRecent[Part, Copy] = LeastRecent(config.api.cache_bytes)
        self._seen_at: dict[Snapshot, float] = {}
        self._under_way: dict[Part, Future[Copy]] = {}
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(_READINGS, "reading")

    def wish(self, part: Part) -> Future[Copy]:
        """Give the copy of a part: of a state that was the latest `stale_seconds` ago, or later.

        Where it may have been followed by another, that one is read meanwhile. Who wishes for what
        is being read waits for the same reading. A future may have what `Reader.read` raises.
        """
        with self._lock:
            copy = self._kept.get(part)
            age = self._age(copy)
            if age > self._fresh_seconds and part not in self._under_way:
                self._under_way[part] = self._threads.submit(self._renewed, part)
            if copy is None or age > self._stale_seconds:
                return self._under_way[part]
            done: Future[Copy] = Future()
            done.set_result(copy)
            return done

    def close(self) -> None:
        """Wait for the readings under way, and begin none that waits."""
        self._threads.shutdown(cancel_futures=True)

    def _age(self, copy: Copy | None) -> float:
        """Tell how many seconds ago a copy's state was last seen to be the latest."""
        seen_at = self._seen_at.get(copy.snapshot) if copy else None
        return inf if seen_at is None else time.monotonic() - seen_at

    def _renewed(self, part: Part) -> Copy:
        """Read a part, unless the copy at hand is of the latest state."""
        try:
            return self._reader.read(lambda lake, latest: self._read(lake, latest, part))
        finally:
            with self._lock:
                del self._under_way[part]

    def _read(self, lake: duckdb.DuckDBPyConnection, snapshot: Snapshot, part: Part) -> Copy:
        began = time.monotonic()
        copy = self._kept.get(part)
        if copy is None or copy.snapshot != snapshot:
            table = lake.execute(*_query(part, self._config)).to_arrow_table()
            copy = Copy(table, snapshot, read_freshness(lake).event_at)
            self._kept.put(part, copy, table.nbytes)
        with self._lock:
            before = self._seen_at.pop(snapshot, began)
            self._seen_at[snapshot] = max(before, began)
            while len(self._seen_at) > _SNAPSHOTS:
                del self._seen_at[next(iter(self._seen_at))]
        return copy


def _query(part: Part, config: Config) -> tuple[str, list[str]]:
    """Write the SELECT of a part, and its parameters."""
    selects, parameters = [], []
    for team in part.teams:
        view, key = _view(team, part.view)
        columns = published_columns(config.publish, view)
        listed = ", ".join(f"{value} as {name}" for name, value in columns.items())
        where = f"where {part.column} = ?" if part.column else ""
        selects.append(f"select {listed} from {view.address} {where}")
        parameters += [part.value] if part.column else []
    order = ", ".join(key) if set(key) <= set(columns) else "all"
    return f"{' union all '.join(selects)} order by {order}", parameters


@cache
def _view(team: str, name: str) -> tuple[View, tuple[str, ...]]:
    """Find a view and its key."""
    for model in read_models("gold"):
        if (model.schema, model.name) == (f"gold_{team}", name):
            return View(team, name, model.columns), model.key
    raise ModelError(f"the team {team} must have the view {name}, got none")
