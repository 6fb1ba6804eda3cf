"""Who is measured beside us on the peers' data: the models of benchmarks/peers, run by others."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from benchmarks.measuring import Measured, measure, python

_DBT = (
    *("--no-version-check", "--no-send-anonymous-usage-stats", "run"),
    *("--project-dir", "benchmarks/peers", "--profiles-dir", "benchmarks/peers"),
)


@dataclass(frozen=True)
class Baseline:
    """A database file, and what loads a batch into it as a whole process."""

    database: Path
    run: Callable[[Path, Path], Measured]

    def load(self, lines: Path, events: int) -> Measured:
        """Load a batch, and see that all events are there.

        Raises:
            SystemExit: some are not.
        """
        measured = self.run(lines, self.database)
        with duckdb.connect(str(self.database), read_only=True) as connection:
            ((found,),) = connection.execute("select count(*) from events").fetchall()
        if found != events:
            raise SystemExit(f"{self.database} must hold {events:,} events, got {found:,}")
        return measured

    def copy(self, database: Path) -> "Baseline":
        """Copy the database, in the place of what may be there."""
        shutil.copyfile(self.database, database)
        return Baseline(database, self.run)


def by_hand(database: Path) -> Baseline:
    """Begin the hand-written one, anew."""
    return _new(
        database, lambda lines, target: python("-m", "benchmarks.handwritten", lines, target)
    )


def by_dbt(database: Path, dbt: Path) -> Baseline:
    """Begin that of dbt-duckdb, anew; `dbt` is its command, or the Python that has it."""
    command = (dbt, "-m", "dbt.cli.main") if dbt.name.startswith("python") else (dbt,)
    work = database.parent / "dbt"

    def run(lines: Path, target: Path) -> Measured:
        told = ("--vars", f"{{lines: '{lines}', database: '{target}'}}")
        return measure(*command, *_DBT, "--target-path", work, "--log-path", work, *told)

    return _new(database, run)


def _new(database: Path, run: Callable[[Path, Path], Measured]) -> Baseline:
    database.parent.mkdir(parents=True, exist_ok=True)
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)
    return Baseline(database, run)
