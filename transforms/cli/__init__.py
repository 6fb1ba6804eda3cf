"""The commands: what a user may ask for, and how a failure ends the process."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typer.main

from transforms.cli.app import app
from transforms.cli.outcome import outcome, record_end, report_error

# They add their commands to the app, in the order of a day.
from transforms.cli import (  # isort: skip  # noqa: F401
    run,
    ingest,
    process,
    replay,
    dead_letters,
    verify,
    quality,
    monitor,
    alerts,
    status,
    query,
    render,
    sql,
    questions,
    metrics,
    attribution,
    ml,
    features,
    shell,
    summary,
    publish,
    streamlit_app,
    report,
    serve,
    restatements,
    trace,
    docs,
    init,
    doctor,
    sources,
    schedule,
    scale,
    maintain,
    iceberg,
    erase,
    generate,
)

#: The console script that an installation brings.
NAME = "lakehouse"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure ends with its exit code and one sentence."""
    started = time.monotonic()
    exit_code, sentence = _called(arguments)
    if sentence:
        report_error(sentence, exit_code)
    record_end(exit_code, time.monotonic() - started, sentence)
    sys.exit(exit_code)


@cache
def _commands() -> Callable[..., Any]:
    """Make the command line of the app, which takes Typer a while, once."""
    return typer.main.get_command(app)


def _program() -> str:
    """Tell by which name the command line was called; completion goes by it."""
    return NAME if Path(sys.argv[0]).name == NAME else "etl.py"


def _called(arguments: Sequence[str] | None) -> tuple[int, str]:
    """Run a command and tell its exit code, and what is to be said of a failure."""
    given = list(arguments) if arguments is not None else None
    try:
        return outcome(lambda: _commands()(args=given, prog_name=_program()))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0, ""
