"""How a command ends: what it says of files and batches, and its exit code."""

import errno
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import duckdb
import typer

from transforms.cli import output
from transforms.errors import ConfigError, InputMissing, InputRefused, LakehouseError, NotPermitted
from transforms.ingest.files.inbox import STAYS, Intake
from transforms.lake.damage import is_disk_trouble
from transforms.system.last_run import end_run
from transforms.system.logs import event, is_json, printable
from transforms.system.units import counted

if TYPE_CHECKING:  # a command imports only what it runs
    from transforms.load.process import Processed
    from transforms.publish import Publication

log = logging.getLogger("lakehouse")

_INTERRUPTED = "interrupted; nothing half-done was kept"


def report_files(taken: Sequence[Intake]) -> None:
    """Log what became of each file; those of other endings, which lie there for long, in a line."""
    left = [each for each in taken if each.code == "F_ENDING"]
    if left:
        more = f"; {counted(len(left) - 1, 'more file')} like it" if len(left) > 1 else ""
        log.warning(
            *("%s%s: left there (F_ENDING)", left[0].detail, more),
            extra=event("files_left", code="F_ENDING", paths=[str(each.path) for each in left]),
        )
    for each in taken:
        if each.code == "F_ENDING":
            continue
        if each.code is None and each.batch is not None:
            notes = f" ({', '.join(each.notes)})" if each.notes else ""
            log.info(
                *("%s is %s%s", each.path, each.batch.batch_id, notes),
                extra=_taken("file_taken", each, notes=each.notes),
            )
        elif each.code == "F_DUP_CONTENT" and each.batch is not None:
            log.info(
                *("%s was taken before, as %s (F_DUP_CONTENT)", each.path, each.batch.batch_id),
                extra=_taken("file_known", each, code=each.code),
            )
        else:
            log.warning(
                *("%s was refused: %s %s", each.path, each.code, each.detail),
                extra=_taken("file_refused", each, code=each.code, detail=each.detail),
            )


def report_loaded(processed: "Processed", taken: Iterable[Intake]) -> None:
    """Print what was loaded and what was not, and how many files were refused or left."""
    loaded, failed = processed.loaded, len(processed.failures)
    lines, staged, duplicates, refused, blank = (
        sum(getattr(each.entry, name) for each in loaded)
        for name in ("lines", "staged", "duplicates", "dead_lettered", "blank")
    )
    if loaded:
        output.say(
            f"{counted(len(loaded), 'batch')} loaded: {counted(lines, 'line')}"
            f" = {counted(staged, 'new event')} + {counted(duplicates, 'duplicate')}"
            f" + {refused:,} refused + {blank:,} blank"
        )
    elif not failed:
        output.say("nothing new to load")
    if superseded := sum(each.superseded for each in loaded):
        output.say(f"{counted(superseded, 'event')} superseded by fuller ones of their identity")
    if failed:
        output.say(
            f"{counted(failed, 'batch')} failed and brought nothing; `etl.py status` tells why"
        )
    codes = Counter(each.code for each in taken if each.code)
    if again := codes.pop("F_DUP_CONTENT", 0):
        output.say(f"{counted(again, 'file')} held what was taken before (F_DUP_CONTENT)")
    for code, files in sorted(codes.items()):
        word = "left there" if code in STAYS else "refused"
        output.say(f"{counted(files, 'file')} {word}: {code}")


def report_published(published: Sequence["Publication"]) -> None:
    """Print what each team got, and log it where the log is for machines."""
    for each in published:
        tables = "answer" if each.path.suffix == ".html" else "table"
        output.say(
            f"{each.path}: {counted(each.tables, tables)},"
            f" {counted(each.rows, 'row')}, {counted(each.bytes, 'byte')}"
        )
    for each in published if is_json() else ():
        log.info("%s is published", each.path, extra=event("published", **asdict(each)))


def raise_unanswered(published: Sequence["Publication"]) -> None:
    """Tell of pages that lack something; everything is published by then.

    Raises:
        ConfigError: a query of a page failed.
    """
    failed = [f"{each.path.name}, {failure}" for each in published for failure in each.failures]
    if failed:
        more = f"; {len(failed) - 1:,} more" if len(failed) > 1 else ""
        raise ConfigError(f"every query of a page must answer, got {failed[0]}{more}")


def exit_if_failed(
    failures: Sequence[tuple[object, Exception]],
    taken: Sequence[Intake],
    *,
    named: bool,
    mostly_refused: Sequence[str] = (),
) -> None:
    """End with the first failure; or, if files were named and none could be taken, say so.

    So are files of which most lines were refused.

    Raises:
        Exit: a batch failed.
        InputMissing, NotPermitted: no named file could be taken.
        InputRefused: most lines of a file were refused.
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
    if mostly_refused:
        more = len(mostly_refused) - 1
        raise InputRefused(
            mostly_refused[0] + (f"; {counted(more, 'more file')} like it" * (more > 0))
        )


def exit_code_of(error: Exception) -> int:
    """Tell the exit code of an error that is none of ours."""
    if isinstance(error, OSError):
        return 77 if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else 74
    return 74 if isinstance(error, duckdb.IOException) or is_disk_trouble(error) else 1


def outcome(run: Callable[[], object]) -> tuple[int, str]:
    """Run something, and tell its exit code and what is to be said if it fails.

    A bug is said with its stack trace, as whoever mends it needs that.

    Raises:
        BrokenPipeError: whoever read the output has had enough.
    """
    try:
        run()
    except (typer.Exit, SystemExit) as end:
        code = end.exit_code if isinstance(end, typer.Exit) else end.code
        if _is_of(end, BrokenPipeError):  # typer and rich take it for a failure
            raise BrokenPipeError from end
        said = _INTERRUPTED if _is_of(end, KeyboardInterrupt) else ""
        return (code if isinstance(code, int) else int(code is not None)), said
    except BrokenPipeError:
        raise
    except LakehouseError as error:
        return error.exit_code, str(error)
    except (duckdb.Error, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            sentence = f"{error.filename} must be there for us, got: {error.strerror}"
            return exit_code_of(error), sentence
        return exit_code_of(error), f"{type(error).__name__}: {error}"
    except (KeyboardInterrupt, Exception) as error:
        if isinstance(error.__cause__ or error, KeyboardInterrupt):  # in a query, a RuntimeError
            return 130, _INTERRUPTED
        return 1, "".join(traceback.format_exception(error))
    return 0, ""


def _is_of(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Tell what an end was made of."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None


def report_error(sentence: str, exit_code: int) -> None:
    """Say why a command fails, on standard error; secrets are masked."""
    if is_json():
        log.error("%s", sentence, extra=event("failed", exit_code=exit_code))
    else:
        output.say_on_stderr(f"error: {printable(sentence)}")


def record_end(exit_code: int, seconds: float, sentence: str = "") -> None:
    """Log that the command has ended, and remember it for `status` if it was writing."""
    if is_json():
        log.info(
            *("ended with %s after %.1f seconds", exit_code, seconds),
            extra=event("ended", exit_code=exit_code, seconds=round(seconds, 3)),
        )
    end_run(exit_code, seconds, sentence)


def _taken(name: str, intake: Intake, **fields: object) -> dict[str, object]:
    batch_id = intake.batch.batch_id if intake.batch else None
    return event(name, path=str(intake.path), batch_id=batch_id, **fields)
