"""Measure streams against librdkafka's own mock brokers: `python benchmarks/streaming.py`.

`speed`: messages a second from brokers into synced, staged batches, without loading them.
`freshness [minutes] [home]`: `etl.py run --follow` in a process of its own, while messages are
produced and two readers ask a Gold view every ten seconds; of each message the time from producing
to the commit that shows it in every Gold view, as another process sees it, and the files that are
there in the end. The home is copied, and may have a large lake.
`day [batches]`: a day of so many runs, each with five messages, one behind the other; the six hours
of grace are a quarter of them. Seconds of a run, and files, hour by hour.
"""

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from datetime import datetime, timedelta
from multiprocessing import Event, Process, Queue
from multiprocessing.synchronize import Event as IsOver
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.streams import Cluster, message
from transforms.archive.reader import archived
from transforms.cli import main
from transforms.config import Config
from transforms.home import Home
from transforms.ingest.streams.kafka import Kafka
from transforms.ingest.streams.taker import take_stream
from transforms.lake.connection import open_lake
from transforms.operate import compaction
from transforms.system.clock import now

RUNS = 5
MESSAGES = 30_000  # the mock keeps some 5 MB of each of four partitions
A_SECOND = 100
LOOKS_SECONDS = 0.1
PROJECT = Path(__file__).parents[1]
VIEWS = ("gold_growth.vw_sessions_daily", "gold_finance.vw_revenue_daily")
DAY_BATCHES = 720
READERS_PAUSE = 10  # seconds


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


def freshness(minutes: float, loaded: Path | None = None) -> None:
    """Print the lag of messages in seconds, and the files of the lake."""
    cluster = Cluster()
    with tempfile.TemporaryDirectory(dir=PROJECT) as folder:
        home = Home(Path(folder))
        if loaded is not None:
            shutil.copytree(loaded, folder, dirs_exist_ok=True)
        settings = {"kafka": cluster.settings("events")}
        (home.root / "config.json").write_text(json.dumps(settings))
        cluster.send("events", [message(0)])
        command = [sys.executable, str(PROJECT / "etl.py"), "run", "--home", folder]
        subprocess.run([*command, "--quiet"], check=True, capture_output=True)  # noqa: S603 - ours
        known = {each.batch_id for each in archived(home)}
        with _reading(home), _following([*command, "--follow", "--quiet"]):
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
            count, size = _files(home.root / name)
            out(f"{name}: {count:,} files, {size / 2**20:.1f} MiB\n")
    cluster.close()


def _files(folder: Path) -> tuple[int, int]:
    """Count files and their bytes."""
    sizes = [each.stat().st_size for each in folder.rglob("*") if each.is_file()]
    return len(sizes), sum(sizes)


@contextmanager
def _reading(home: Home) -> Iterator[None]:
    """Let two processes ask Gold views, and say how often they could."""
    is_over, counts = Event(), Queue()
    readers = [Process(target=_ask, args=(home, view, is_over, counts)) for view in VIEWS]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        is_over.set()
        for _ in readers:
            sys.stdout.write(f"{counts.get()}\n")
        for reader in readers:
            reader.join()


def _ask(home: Home, view: str, is_over: IsOver, counts: Any) -> None:
    settings = Config.model_validate_json((home.root / "config.json").read_text())
    times = []
    with open_lake(home, settings, read_only=True) as lake:
        while not is_over.is_set():
            began = time.perf_counter()
            lake.execute(f"select count(*) from lake.{view}").fetchall()
            times.append(time.perf_counter() - began)
            is_over.wait(READERS_PAUSE)
    counts.put(f"{view}: asked {len(times):,} times, {median(times):.2f} s, most {max(times):.2f}")


def day(batches: int) -> None:
    """Print seconds of a run and numbers of files, for each hour of a day."""
    cluster = Cluster()
    with tempfile.TemporaryDirectory(dir=PROJECT) as folder:
        home = Home(Path(folder))
        settings = {"kafka": cluster.settings("events"), "warehouse": {"threads": 1}}
        (home.root / "config.json").write_text(json.dumps(settings))
        starts: list[datetime] = []
        grace = 6 * batches // 24  # runs of `maintenance.grace_hours`
        compaction._grace_began = lambda _: starts[max(len(starts) - grace, 0)]
        times: list[float] = []
        for number in range(batches):
            cluster.send("events", map(message, range(number * 5, number * 5 + 5)))
            starts.append(now())
            began = time.perf_counter()
            with redirect_stdout(None), suppress(SystemExit):
                main(["run", "--quiet", "--home", folder])
            times.append(time.perf_counter() - began)
            if (number + 1) % (batches // 24) == 0:
                _say_hour(home, (number + 1) * 24 // batches, times)
                times = []
        compaction._grace_began = lambda _: now() + timedelta(days=1)
        with redirect_stdout(None), suppress(SystemExit):
            main(["maintain", "--quiet", "--home", folder])
        sys.stdout.write(
            f"a day later, maintained: {_files(home.root / 'warehouse/data')[0]} files\n"
        )
    cluster.close()


def _say_hour(home: Home, hour: int, times: list[float]) -> None:
    data, size = _files(home.root / "warehouse/data")
    catalog = (home.root / "warehouse/catalog.sqlite").stat().st_size
    sys.stdout.write(
        f"hour {hour:>2}: a run {median(times):.2f} s, most {max(times):.2f} s;"
        f" {data:,} data files, {size / 2**20:.1f} MiB; catalog {catalog / 2**20:.1f} MiB\n"
    )
    sys.stdout.flush()


@contextmanager
def _following(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=300)


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
            freshness(float(rest[0]) if rest else 5, Path(rest[1]) if rest[1:] else None)
        case ["day", *rest]:
            day(int(rest[0]) if rest else DAY_BATCHES)
        case wrong:
            raise SystemExit(f"speed, freshness or day must be named, got {wrong}")
