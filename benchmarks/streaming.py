"""Measure streams against librdkafka's own mock brokers: `python benchmarks/streaming.py`.

`speed`: messages a second from brokers into synced, staged batches, without loading them.
`freshness [minutes]`: `etl.py run --follow` in a process of its own, while messages are produced;
of each message the time from producing to the commit that shows it in every Gold view, as another
process sees it, and the files that are there in the end.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.streams import Cluster, message
from transforms.archive.reader import archived
from transforms.config import Config
from transforms.home import Home
from transforms.ingest.streams.kafka import Kafka
from transforms.ingest.streams.taker import take_stream
from transforms.lake.connection import open_lake

RUNS = 5
MESSAGES = 30_000  # the mock keeps some 5 MB of each of four partitions
A_SECOND = 100
LOOKS_SECONDS = 0.1
PROJECT = Path(__file__).parents[1]


def speed() -> None:
    """Print messages a second of each run, and the median."""
    cluster = Cluster()
    cluster.send("events", map(message, range(MESSAGES)))
    settings = Config.model_validate({"kafka": cluster.settings("events")}).kafka
    rates = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(dir=PROJECT) as folder:  # a disk, not memory
            began = time.perf_counter()
            received = take_stream(Kafka(settings), Home(Path(folder)), settings)
            rates.append(received.written / (time.perf_counter() - began))
            if received.written != MESSAGES:
                raise SystemExit(f"{MESSAGES:,} messages must be written, got {received}")
        sys.stdout.write(f"{rates[-1]:>10,.0f} messages a second\n")
    sys.stdout.write(f"median: {median(rates):,.0f}\n")
    cluster.close()


def freshness(minutes: float) -> None:
    """Print the lag of messages in seconds, and the files of the lake."""
    cluster = Cluster()
    with tempfile.TemporaryDirectory(dir=PROJECT) as folder:
        home = Home(Path(folder))
        settings = {"kafka": cluster.settings("events")}
        (home.root / "config.json").write_text(json.dumps(settings))
        cluster.send("events", [message(0)])
        command = [sys.executable, str(PROJECT / "etl.py"), "run", "--home", folder]
        subprocess.run([*command, "--quiet"], check=True, capture_output=True)  # noqa: S603 - ours
        known = {each.batch_id for each in archived(home)}
        with _following([*command, "--follow", "--quiet"]):
            seen = _produce(cluster, home, Config.model_validate(settings), minutes * 60)
        lags = [
            seen[batch.batch_id] - moment / 1000
            for batch in archived(home)
            if batch.batch_id not in known and batch.manifest.stream is not None
            for moment in batch.manifest.stream.times
            if moment is not None and batch.batch_id in seen
        ]
        cuts = quantiles(lags, n=100)
        out = sys.stdout.write
        out(f"{len(lags):,} messages in {len(seen) - len(known)} batches, {A_SECOND} a second\n")
        out(f"lag: p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s, most {max(lags):.1f} s\n")
        for name in ("archive", "warehouse/data"):
            files = [each for each in (home.root / name).rglob("*") if each.is_file()]
            size = sum(each.stat().st_size for each in files)
            out(f"{name}: {len(files):,} files, {size / 2**20:.1f} MiB\n")
    cluster.close()


@contextmanager
def _following(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _produce(cluster: Cluster, home: Home, settings: Config, seconds: float) -> dict[str, float]:
    """Produce for some seconds, then look for as long as the last ones take; when each batch came.

    A reader looks ten times a second, so a moment is too late by up to a tenth.
    """
    seen: dict[str, float] = {}
    began, sent = time.time(), 1
    with open_lake(home, settings, read_only=True) as lake:
        while time.time() - began < seconds + 30:
            rows = lake.execute("select batch_id from lake.ops.batches where state = 'loaded'")
            moment = time.time()
            for (batch_id,) in rows.fetchall():
                seen.setdefault(batch_id, moment)
            due = 1 + int(min(moment - began, seconds) * A_SECOND)
            cluster.send("events", map(message, range(sent, due)))
            sent = max(sent, due)
            time.sleep(LOOKS_SECONDS)
    return seen


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["speed"] | []:
            speed()
        case ["freshness", *rest]:
            freshness(float(rest[0]) if rest else 5)
        case wrong:
            raise SystemExit(f"speed or freshness must be named, got {wrong}")
