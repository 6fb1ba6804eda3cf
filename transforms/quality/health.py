"""The pipeline's own health: runs that do not come, batches that fail, events that stay away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from transforms.config import Config
from transforms.home import Home
from transforms.load.failures import reasons
from transforms.load.standing import standing
from transforms.quality.source_columns import SourceColumn
from transforms.system.last_run import read_last_pass
from transforms.system.redaction import redact
from transforms.system.units import span_in_words

_INTERVALS = 2
_SENTENCE_CHARACTERS = 200


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong now, whatever the day."""

    monitor: str
    slice: str
    sentence: str
    value: float | None = None
    threshold: float | None = None
    owner: str = "engineering"


def troubles(
    connection: duckdb.DuckDBPyConnection, home: Home, config: Config, at: datetime
) -> Iterator[Trouble]:
    """Tell what is wrong with the pipeline now: runs, batches, freshness."""
    yield from _without_runs(home, config, at)
    failed = {batch_id: each.error for batch_id, each in standing(connection).failures.items()}
    for batch_id, error in sorted((failed | reasons(home)).items()):
        sentence = redact(f"{batch_id} failed: {error}")[:_SENTENCE_CHARACTERS]
        yield Trouble("failed_batches", batch_id, sentence)
    yield from _silent(connection, config, at)


def of_columns(columns: Iterator[SourceColumn]) -> Iterator[Trouble]:
    """Tell which columns have another name than before."""
    for each in columns:
        sentence = f"the column {each.column} is missing, and {each.looks_like} looks like it"
        yield Trouble("renamed_columns", each.column, sentence)


def _without_runs(home: Home, config: Config, at: datetime) -> Iterator[Trouble]:
    minutes = config.monitoring.interval_minutes
    ended_at = read_last_pass(home)
    if minutes is None or ended_at is None:
        return
    span, most = at - ended_at, timedelta(minutes=_INTERVALS * minutes)
    if span > most:
        yield Trouble(
            *("pipeline_runs", "", f"no run has ended since {ended_at:%Y-%m-%d %H:%M} UTC"),
            *(span / timedelta(hours=1), most / timedelta(hours=1)),
        )


def _silent(
    connection: duckdb.DuckDBPyConnection, config: Config, at: datetime
) -> Iterator[Trouble]:
    hours = config.monitoring.max_silent_hours
    row = connection.execute(
        "select max(last_event_at) from lake.ops.batches where state = 'loaded'"
    ).fetchone()
    if hours is None or row is None or row[0] is None:
        return
    silent = at - row[0]
    if silent > timedelta(hours=hours):
        wish = span_in_words(hours * 3600)
        sentence = (
            f"the last event was at {row[0]:%Y-%m-%d %H:%M} UTC, {wish} ago at most was expected"
        )
        yield Trouble("freshness", "", sentence, silent / timedelta(hours=1), float(hours))
