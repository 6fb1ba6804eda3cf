"""Measure the API under load while the lake is written: `python -m benchmarks.api_load`.

A made-up shop is loaded but for its last lines, which `run` then loads in small batches, one after
the other, while requests come at an even pace, whether or not the ones before are answered. In the
end every answer that was seen is compared with the lake at the snapshot that it names.
"""

import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from benchmarks.measuring import python
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.serve.answers import plain

TOKEN = "benchmark-0123456789abcdef"  # noqa: S105 - of a server that lives for a minute
SETTINGS = {
    "access": {"bench": ["growth", "finance", "marketing", "product"]},
    "maintenance": {"every_batches": 0},
}
#: What is asked in turn, and what the lake says of it; None where it is no view's rows.
ASKED: dict[str, str | None] = {
    "metrics": None,
    "metrics/north-star": (
        "gold_growth.vw_metrics where metric = 'weekly_buyers' and segment = 'all'"
    ),
    "metrics/revenue": "gold_finance.vw_metrics where metric = 'revenue' and segment = 'all'",
    "metrics/dau?limit=100": "gold_growth.vw_metrics where metric = 'dau' and segment = 'all'",
    "metrics/engagement?period=weekly": (
        "gold_growth.vw_active_users_by_period where period = 'week'"
    ),
    "funnel": "gold_growth.vw_user_funnel where segment = 'all'",
    "cohorts/retention?period=monthly": (
        "gold_growth.vw_retention where period = 'month' and mode = 'on' and segment = 'all'"
    ),
    "growth/levers": "gold_growth.vw_growth_levers",
}
_CONNECTIONS = 64
_BATCH_LINES = 2_000
_MEGABYTE = 1 << 20


@dataclass
class Seen:
    """What the requests met: statuses, milliseconds, and an answer for each URL and snapshot."""

    statuses: Counter[int] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    answers: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)


async def ask(port: int, rate: int, seconds: int) -> Seen:
    """Send requests at an even pace over some connections that stay open."""
    seen, due = Seen(), asyncio.Queue[tuple[str, float] | None]()
    workers = [asyncio.create_task(_worker(port, due, seen)) for _ in range(_CONNECTIONS)]
    urls, began = list(ASKED), time.perf_counter()
    for number in range(rate * seconds):
        at = began + number / rate
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        due.put_nowait((urls[number % len(urls)], at))
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    return seen


async def _worker(port: int, due: "asyncio.Queue[tuple[str, float] | None]", seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while wish := await due.get():
        url, at = wish
        writer.write(
            f"GET /api/v1/{url} HTTP/1.1\r\nHost: x\r\n"
            f"Authorization: Bearer {TOKEN}\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        status = int(head.split(b" ", 2)[1])
        seen.milliseconds.append((time.perf_counter() - at) * 1000)  # from when it was due
        seen.statuses[status] += 1
        if status == 200 and (found := re.match(rb'\{"snapshot_id": (\d+)', body)):
            key = (url, int(found[1]))
            if key not in seen.answers:
                seen.answers[key] = json.loads(body)
    writer.close()


def write_until(stop: Path, home: Path, batches: list[Path]) -> int:
    """Load batches until a file is there; count those that were loaded."""
    for number, batch in enumerate(batches):
        if stop.exists():
            return number
        python("etl.py", "run", "--quiet", "--home", home, batch)
    return len(batches)


def differing(home: Path, seen: Seen) -> list[tuple[str, int]]:
    """Name the answers that the lake, at the snapshot that they name, does not give."""
    settings = Config.model_validate(SETTINGS)
    wrong = []
    with open_lake(Home(home), settings, read_only=True) as lake:
        for (url, snapshot), answer in seen.answers.items():
            if (view := ASKED[url]) is None:
                continue
            name, _, where = view.partition(" where ")
            found = lake.execute(
                f"from lake.{name} at (version => {snapshot}) {f'where {where}' if where else ''}"
            )
            names = [column[0] for column in found.description or []]
            rows = [
                json.loads(json.dumps(dict(zip(names, row, strict=True)), default=plain))
                for row in found.fetchall()
            ]
            given = answer["rows"]
            known = {json.dumps(row, sort_keys=True) for row in rows}
            is_right = answer["row_count"] == len(rows) and all(
                json.dumps(row, sort_keys=True) in known for row in given
            )
            if not is_right:
                wrong.append((url, snapshot))
    return wrong


def main(
    events: Annotated[int, typer.Option(help="Events of the shop.")] = 200_000,
    rate: Annotated[int, typer.Option(help="Requests a second.")] = 200,
    seconds: Annotated[int, typer.Option(help="How long.")] = 60,
) -> None:
    """Measure, and tell."""
    with TemporaryDirectory(prefix="api-", dir=_build()) as name:
        folder = Path(name)
        home, batches = _made(folder, events)
        environment = os.environ | {"LAKEHOUSE_TOKEN_BENCH": TOKEN}
        command = [sys.executable, "etl.py", "serve", "--home", str(home), "--port", "0"]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        try:
            assert server.stdout is not None  # noqa: S101
            port = int(re.findall(r":(\d+)/", server.stdout.readline())[0])
            asyncio.run(ask(port, 10, 2))  # the first answers are not the load's
            busy_before = _processor_seconds(server.pid)
            loaded, seen = asyncio.run(_together(folder, home, batches, port, rate, seconds))
            busy = _processor_seconds(server.pid) - busy_before
            peak = _peak_bytes(server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(60)
        wrong = differing(home, seen)
    times = sorted(seen.milliseconds)
    states = {snapshot for _, snapshot in seen.answers}
    sys.stdout.write(
        f"{len(times):,} requests in {seconds} s: {dict(seen.statuses)};"
        f" median {statistics.median(times):.1f} ms, 95 % {times[len(times) * 95 // 100]:.1f},"
        f" 99 % {times[len(times) * 99 // 100]:.1f}, most {times[-1]:.1f};"
        f" {busy:.1f} processor seconds, at most {peak / _MEGABYTE:.0f} MiB;"
        f" {loaded} of {len(batches)} batches loaded meanwhile;"
        f" {len(seen.answers)} different answers of {len(states)} snapshots,"
        f" {len(wrong)} of them wrong; ended with {code}\n"
    )
    if wrong or set(seen.statuses) != {200} or code:
        raise SystemExit(f"the load must be answered rightly, got {wrong} and {seen.statuses}")


async def _together(
    folder: Path, home: Path, batches: list[Path], port: int, rate: int, seconds: int
) -> tuple[int, Seen]:
    stop = folder / "stop"
    writer = asyncio.create_task(asyncio.to_thread(write_until, stop, home, batches))
    seen = await ask(port, rate, seconds)
    stop.touch()
    return await writer, seen


def _made(folder: Path, events: int) -> tuple[Path, list[Path]]:
    """Make a shop, load most of it, and cut the rest into batches."""
    home = folder / "home"
    home.mkdir()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    python("etl.py", "generate", "--out", folder / "shop", "--events", str(events), "--days", "365")
    lines = [
        line
        for path in sorted((folder / "shop" / "events").glob("*.jsonl"))
        for line in path.read_bytes().splitlines(keepends=True)
    ]
    kept = len(lines) * 3 // 4
    (folder / "first.jsonl").write_bytes(b"".join(lines[:kept]))
    python("etl.py", "run", "--quiet", "--home", home, folder / "first.jsonl")
    batches = []
    for start in range(kept, len(lines), _BATCH_LINES):
        batches.append(folder / f"batch{start}.jsonl")
        batches[-1].write_bytes(b"".join(lines[start : start + _BATCH_LINES]))
    return home, batches


def _build() -> Path:
    path = Path("build")
    path.mkdir(exist_ok=True)
    return path.absolute()


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


if __name__ == "__main__":
    typer.run(main)
