"""How a command ends: what it says of files and batches, and its exit code."""

import errno
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Sequence

import duckdb
import typer

from transforms import output
from transforms.errors import InputMissing, LakehouseError, NotPermitted
from transforms.sources.files import Intake

log = logging.getLogger("lakehouse")


def report(taken: Iterable[Intake]) -> None:
    """Log what became of each file."""
    for each in taken:
        if each.code is None and each.batch is not None:
            notes = f" ({', '.join(each.notes)})" if each.notes else ""
            log.info("%s is %s%s", each.path, each.batch.batch_id, notes)
        elif each.code == "F_DUP_CONTENT" and each.batch is not None:
            log.info("%s was taken before, as %s (F_DUP_CONTENT)", each.path, each.batch.batch_id)
        else:
            log.warning("%s was refused: %s %s", each.path, each.code, each.detail)


def say(loaded: Sequence[output.HasEntry], taken: Iterable[Intake]) -> None:
    """Print what was loaded, and how many files were refused."""
    codes = Counter(each.code for each in taken if each.code)
    output.print_loaded(loaded, codes)


def end(
    failures: Sequence[tuple[object, Exception]], taken: Sequence[Intake], *, named: bool
) -> None:
    """End with the first failure; or, if files were named and none could be taken, say so.

    Raises:
        Exit: a batch failed.
        InputMissing, NotPermitted: no named file could be taken.
    """
    if failures:
        error = failures[0][1]
        raise typer.Exit(
            error.exit_code if isinstance(error, LakehouseError) else exit_code_of(error)
        )
    refused = [each for each in taken if each.code and each.code != "F_DUP_CONTENT"]
    if named and refused and len(refused) == len(taken):
        kind = NotPermitted if all(each.code == "F_PERM" for each in refused) else InputMissing
        raise kind(
            f"a file that can be taken must be named, got {refused[0].code} for {refused[0].path}"
        )


def exit_code_of(error: Exception) -> int:
    """Tell the exit code of an error that is none of ours."""
    if isinstance(error, OSError):
        return 77 if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else 74
    return 74 if isinstance(error, duckdb.IOException) else 1


def fail(sentence: str, exit_code: int) -> None:
    """End the process with one sentence; control characters are escaped."""
    text = "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in sentence)
    sys.stderr.write(f"error: {text}\n")
    sys.exit(exit_code)
