"""Verify: Silver is rebuilt aside and compared with what is there, row for row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.archive.reader import archived_ids, read_batch
from transforms.lake.connection import close, connect
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.load.groups import in_groups
from transforms.load.loader import load_group
from transforms.load.standing import standing
from transforms.models.checks import run_checks
from transforms.models.model import materialized, read_models
from transforms.models.runner import Runner
from transforms.models.schema import check_release, prepare
from transforms.models.silver import materialize_silver, use_all_events
from transforms.quality.differences import Verdict, compare
from transforms.system.scratch import scratch_folder

#: Which line of which batch brought an event first depends on the order of batches.
LINEAGE = ("batch_id", "line_number")


def verify_lake(lakehouse: Lakehouse, *, from_archive: bool = False) -> Verdict:
    """Rebuild Silver from stg_events (or from the archived batches) and compare.

    The lake is read on one snapshot, so that ingestion may go on meanwhile.

    Raises:
        ConfigError: the lake is of another release.
        PromiseBroken: a check failed on the rebuilt tables or on the ledger.
    """
    with _scratch_file(lakehouse) as file, lakehouse.reading() as connection:
        check_release(connection, lakehouse.config)
        if from_archive:
            connection.execute("begin")
            _load_archive(lakehouse, file, standing(connection).loaded)
            connection.execute(f"attach {text_literal(str(file))} as aside (read_only)")
        else:
            connection.execute(f"attach {text_literal(str(file))} as aside")
            _rebuild(connection, lakehouse)
        tables = [model for model in read_models("silver", "ops") if model.kind != "scope"]
        return compare(connection, tables, ignored=LINEAGE if from_archive else ())


def _rebuild(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse) -> None:
    prepare(connection, lakehouse.config, "aside")
    connection.execute("begin")
    use_all_events(connection, lakehouse.config)
    models = len(materialized())
    with lakehouse.progress.steps("rebuilding aside", models) as step:
        materialize_silver(
            connection, lakehouse.config, database="aside", on_model=lambda _: step(1), whole=True
        )


def _load_archive(lakehouse: Lakehouse, file: Path, known: set[str]) -> None:
    connection = connect(lakehouse.config, file.with_name("spill"))
    try:
        connection.execute(f"attach {text_literal(str(file))} as lake")
        prepare(connection, lakehouse.config)
        with lakehouse.progress.steps("loading the archive aside", len(known)) as step:
            batch_ids = [each for each in archived_ids(lakehouse.home) if each in known]
            for group in in_groups(lakehouse.home, batch_ids):
                batches = [read_batch(lakehouse.home, batch_id) for batch_id in group]
                load_group(connection, lakehouse.home, lakehouse.config, batches)
                step(len(group))
        models = materialized()
        run_checks(Runner(connection, models, lakehouse.config), whole=True)
    finally:
        close(connection)


@contextmanager
def _scratch_file(lakehouse: Lakehouse) -> Iterator[Path]:
    with scratch_folder(lakehouse.home, "verify") as folder:
        yield folder / "aside.duckdb"
