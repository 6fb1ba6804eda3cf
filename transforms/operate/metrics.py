"""Metrics: where the lake stands after a run, as a text file that Prometheus collects."""

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError
from transforms.lakehouse import Lakehouse
from transforms.system.durable import make_folder, reaching
from transforms.system.last_run import read_last_pass

if TYPE_CHECKING:  # an extra, imported where it is used
    from prometheus_client import CollectorRegistry, Gauge

#: Each gauge of the ledger: its name, what it means, and its number, as SQL.
_GAUGES = (
    ("batches_loaded", "Batches in the lake.", "count(*) filter (where state = 'loaded')"),
    (
        *("batches_failed", "Batches that could not be loaded."),
        "count(*) filter (where state <> 'loaded')",
    ),
    ("last_event_timestamp_seconds", "The latest event.", "epoch(max(last_event_at))"),
    ("last_load_timestamp_seconds", "When a batch was loaded last.", "epoch(max(finished_at))"),
)
_LINES = ("staged", "duplicates", "dead_lettered", "blank")


def check_metrics(config: Config) -> None:
    """See to it that metrics can be written where the settings want them.

    Raises:
        ConfigError: prometheus-client is not installed.
    """
    if not config.monitoring.metrics_file:
        return
    try:
        import prometheus_client  # noqa: F401 - an extra
    except ImportError as error:
        raise ConfigError(
            "monitoring.metrics_file needs the extra `metrics`, got no prometheus-client"
        ) from error


def write_metrics(lakehouse: Lakehouse) -> Path | None:
    """Write the file of `monitoring.metrics_file`, whole or not at all; nothing without one.

    Raises:
        ConfigError: prometheus-client is not installed.
        StorageError: the file cannot be written.
    """
    check_metrics(lakehouse.config)
    if not lakehouse.config.monitoring.metrics_file:
        return None
    from prometheus_client import CollectorRegistry, write_to_textfile

    path = lakehouse.home.root / lakehouse.config.monitoring.metrics_file
    registry = CollectorRegistry()
    with lakehouse.reading() as connection:
        _collect(connection, registry)
    ended_at = read_last_pass(lakehouse.home)
    if ended_at is not None:
        _gauge(registry, "last_run_timestamp_seconds", "When the last run ended.").set(
            ended_at.replace(tzinfo=UTC).timestamp()
        )
    make_folder(path.parent)
    with reaching(path):
        write_to_textfile(str(path), registry)
    return path


def _collect(connection: duckdb.DuckDBPyConnection, registry: "CollectorRegistry") -> None:
    for name, meaning, number in _GAUGES:
        row = connection.execute(f"select {number} from lake.ops.batches").fetchone()
        if row and row[0] is not None:
            _gauge(registry, name, meaning).set(row[0])
    lines = _gauge(registry, "lines", "Lines of loaded batches, by what became of them.", "outcome")
    for name in _LINES:
        row = connection.execute(
            f"select coalesce(sum({name}), 0) from lake.ops.batches where state = 'loaded'"
        ).fetchone()
        lines.labels(name).set(row[0] if row else 0)
    alerts = _gauge(registry, "alerts_open", "Open alerts, by whose they are.", "owner")
    for owner, count in connection.execute(
        "select owner, count(*) from lake.ops.alerts where state = 'open' group by owner"
    ).fetchall():
        alerts.labels(owner).set(count)


def _gauge(registry: "CollectorRegistry", name: str, meaning: str, *labels: str) -> "Gauge":
    from prometheus_client import Gauge

    return Gauge(f"lakehouse_{name}", meaning, labels, registry=registry)
