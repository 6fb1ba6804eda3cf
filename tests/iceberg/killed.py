"""A run on Iceberg that is killed at a place of its own: `python -m tests.iceberg.killed HOME AT`.

A place is before or after a model, a commit of Iceberg to a table, or a part of the switch. AT is
the number of a place, or its name; where none is meant, the places are printed.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyspark.sql.readwriter import DataFrameWriterV2

from transforms.cli import main
from transforms.iceberg import pointers
from transforms.iceberg.runner import SparkRunner

PLACES: list[str] = []


def _pass(place: str, last: str) -> None:
    PLACES.append(place)
    if last in (place, str(len(PLACES))):
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(owner: Any, name: str, last: str) -> None:
    real: Callable[..., Any] = getattr(owner, name)

    def watched(*arguments: Any, **named: Any) -> Any:
        _pass(f"before {name}", last)
        done = real(*arguments, **named)
        _pass(f"after {name}", last)
        return done

    setattr(owner, name, watched)


def run(home: Path, last: str) -> None:
    _watch(SparkRunner, "_materialize_one", last)
    _watch(DataFrameWriterV2, "append", last)
    for part in ("switch", "_move", "_write"):
        _watch(pointers, part, last)
    try:
        main(["iceberg", "run", "--home", str(home)])
    finally:
        sys.stdout.write("\n".join(["PLACES", *PLACES]))


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2])
