"""Rows of CSV beside the same events as JSON lines: `python -m benchmarks.csv_rows [ROWS]`.

A shop's daily export, mostly page views with a user agent, one row in fifty with JSON in a cell, is
loaded through its mapping, and the events that come of it are loaded as JSON lines. Both are whole
runs on a new lake, in turn; the processor seconds of reading alone are told beside.
"""

import csv
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.measuring import Measured, python
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.config import Config, LimitSettings
from transforms.operate.source_setup import ready_made_mapping
from transforms.parse.fast_path import FastReader
from transforms.sources.mapping import Mapper

GOAL = 1.3
_NAME = "shop_csv"
_FIRST = datetime(2025, 2, 1, tzinfo=UTC)
_AGENTS = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/133.0.0.0 Mobile Safari/537.36",
]
_STEPS = ("page_viewed",) * 44 + ("product_added_to_cart",) * 4 + ("checkout_started",)
_STEPS += ("checkout_completed",)


def write_csv(path: Path, rows: int) -> None:
    """Write a shop's export of so many rows."""
    random = Random(7)  # noqa: S311 - a made-up shop
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                *("client_id", "page_url", "referrer", "timestamp", "event_name", "event_data"),
                "user_agent",
            ]
        )
        for number in range(rows):
            at = _FIRST + timedelta(milliseconds=number * 1_209_600_000 // rows)
            name = random.choice(_STEPS)
            url = f"https://shop.example/products/{random.randrange(200)}"
            if random.random() < 0.1:
                url += f"?utm_source=google&utm_medium=cpc&utm_campaign=c{random.randrange(20)}"
            writer.writerow(
                [
                    f"{random.randrange(rows // 6):08x}-{random.randrange(99)}",
                    url,
                    random.choice(("", "https://www.google.com/", "https://shop.example/")),
                    f"{at:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z",
                    name,
                    _data(random, number) if name == "checkout_completed" else "",
                    random.choice(_AGENTS),
                ]
            )


def write_events(path: Path, rows: Path) -> int:
    """Write the events that the rows become as JSON lines; give how many take the fast path."""
    mapper = Mapper(Config.model_validate(settings()).sources[_NAME])
    reader = FastReader(LimitSettings(), int(time.time() * 1_000_000))
    fast = 0
    with rows.open(newline="", encoding="utf-8") as file, path.open("wb") as target:
        for row in csv.DictReader(file):
            line = json.dumps({name: cell for name, cell in row.items() if cell}).encode()
            event = mapper.to_event(line)
            fast += reader.read(event, 1) is not None
            target.write(event + b"\n")
    return fast


def settings() -> dict[str, object]:
    """Give the settings with the mapping, and one thread, so that seconds add up."""
    return {"warehouse": {"threads": 1}, "sources": {_NAME: ready_made_mapping(_NAME)}}


def load(folder: Path, *arguments: str | Path) -> Measured:
    """Load a file into a new lake, as a whole process."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(settings()))
    return python("etl.py", "run", "--quiet", "--home", folder, *arguments)


def main(rows: int, rounds: int = 3) -> None:
    """Measure, and tell."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "rows.csv", rows)
        fast = write_events(folder / "events.jsonl", folder / "rows.csv")
        seconds: dict[str, list[float]] = {"csv": [], "json": []}
        for number in range(rounds):
            run = load(folder / f"csv{number}", "--source", _NAME, folder / "rows.csv")
            seconds["csv"].append(run.cpu_seconds)
            run = load(folder / f"json{number}", folder / "events.jsonl")
            seconds["json"].append(run.cpu_seconds)
        assert JSON_LINES.count((folder / "events.jsonl").read_bytes()) == rows  # noqa: S101
    least = {kind: min(each) for kind, each in seconds.items()}
    times = least["csv"] / least["json"]
    sys.stdout.write(
        f"{rows:,} rows: {fast / rows:.2%} take the fast path; processor seconds CSV"
        f" {least['csv']:.2f}, JSON lines {least['json']:.2f}: {times:.2f} times"
        f" (goal: at most {GOAL})\n"
    )


def _data(random: Random, number: int) -> str:
    price = random.randrange(100, 2000)
    item = {
        "item_id": f"p{random.randrange(200)}",
        "item_name": "Topper, deluxe",
        "item_variant": 'Firm / Queen - (60" W)',
        "quantity": 1,
        "item_price": price,
    }
    return json.dumps(
        {
            "transaction_id": f"T-{number}",
            "revenue": price,
            "items": [item],
            "user_email": f"{random.randrange(1 << 32):08x}",
        }
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150_000)
