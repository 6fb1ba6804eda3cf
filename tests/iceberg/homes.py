"""Homes with a lake of DuckDB and one on Iceberg, over a server of their own."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.homes import Finished, command
from tests.postgres import postgres

#: A few events are not worth compiling for.
QUICK = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@contextmanager
def served_home(root: Path, **more: Any) -> Iterator[Path]:
    """A new home, and a server that Java can reach."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    root.mkdir(parents=True)
    with postgres(port) as words:
        settings = {
            "warehouse": {"threads": 1},
            "spark": {"memory": "1g", "options": QUICK},
            "iceberg": {"catalog": f"{words} dbname=postgres"},
            **more,
        }
        (root / "config.json").write_text(json.dumps(settings))
        yield root


def change(home: Path, **more: Any) -> None:
    """Change settings of a home."""
    path = home / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **more}))


def load(home: Path, name: str, lines: bytes) -> None:
    """Load a file into the lake of DuckDB; it is archived by it."""
    inbox = home / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{name}.jsonl").write_bytes(lines)
    ended(home, "run")


def ended(home: Path, *words: str, code: int = 0) -> Finished:
    """Run a command to an expected end."""
    done = subprocess.run(
        command(home, *words), capture_output=True, text=True, check=False, timeout=3600
    )
    assert done.returncode == code, done.stderr
    return done


def shown(home: Path) -> dict[str, Any]:
    """What readers see: the last switch, batches and drafts."""
    told: dict[str, Any] = json.loads(ended(home, "iceberg", "status", "--json").stdout)
    return told
