"""The example in four batches, one of them late, on DuckDB and on Iceberg, and compared.

`ICEBERG_CATALOG` names an empty database of PostgreSQL; without it a server is started for the
demo alone. Run it from the project's folder: `python -m examples.iceberg.demo`.
"""

import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import postgres

HOME = Path("build/demo-iceberg")
EVENTS = Path("examples/merch_store/events.jsonl.gz")
#: The quarters of the events, in the order in which they come: the second is late.
ORDER = (0, 2, 3, 1)


def main() -> None:
    """Load quarter by quarter, and compare types and rows in the end."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    with _database() as words:
        settings = {"iceberg": {"catalog": words}, "warehouse": {"threads": 2}}
        (HOME / "config.json").write_text(json.dumps(settings))
        with gzip.open(EVENTS) as file:
            lines = sorted(file, key=lambda line: int(json.loads(line)["event_timestamp"]))
        quarter = len(lines) // 4 + 1
        for number in ORDER:
            path = HOME / f"quarter_{number + 1}.jsonl"
            path.write_bytes(b"".join(lines[number * quarter : (number + 1) * quarter]))
            _call("run", str(path))
            _call("iceberg", "run")
        _call("iceberg", "status")
        _call("iceberg", "verify")


def _call(*words: str) -> None:
    command = [sys.executable, "etl.py", *words, "--home", str(HOME)]
    print("$ etl.py", *words, flush=True)  # noqa: T201 - a demo shows what it runs
    subprocess.run(command, check=True)  # noqa: S603 - a command of the project


@contextmanager
def _database() -> Iterator[str]:
    if words := os.environ.get("ICEBERG_CATALOG"):
        yield words
        return
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with postgres(port) as words:
        yield f"{words} dbname=postgres"


if __name__ == "__main__":
    main()
