"""The commands: what a user may ask for, and how a failure ends the process."""

import os
import sys
from collections.abc import Sequence

import duckdb

from transforms.commands.app import app
from transforms.endings import exit_code_of, fail
from transforms.errors import LakehouseError

# They add their commands to the app, in the order of a day.
from transforms.commands import loading, proof, analysis  # isort: skip  # noqa: F401


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every failure ends with its exit code and one sentence."""
    try:
        app(args=list(arguments) if arguments is not None else None, prog_name="etl.py")
    except LakehouseError as error:
        fail(str(error), error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (duckdb.Error, OSError) as error:
        fail(f"{type(error).__name__}: {error}", exit_code_of(error))
    except (KeyboardInterrupt, RuntimeError) as error:
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise  # DuckDB turns an interrupt of a query into a RuntimeError
        fail("interrupted; nothing half-done was kept", 130)
