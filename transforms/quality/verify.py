"""Verify: Silver is rebuilt aside and compared with what is there, row for row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from transforms.archive.reader import archived_ids, read_batch
from transforms.lake.connection import connect
from transforms.lake.sql import text_literal
from transforms.lakehouse import Lakehouse
from transforms.load import ledger
from transforms.load.groups import in_groups
from transforms.load.loader import load_group
from transforms.models.checks import run_checks
from transforms.models.model import Model, materialized, read_models
from transforms.models.runner import Runner
from transforms.models.schema import check_release, prepare
from transforms.models.silver import materialize_silver, use_all_events
from transforms.models.views import create_views
from transforms.system.scratch import scratch_folder

#: Which line of which batch brought an event first depends on the order of batches.
LINEAGE = ("batch_id", "line_number")
_SHOWN = 20


@dataclass(frozen=True)
class Difference:
    """A table that differs: how many rows are only in the lake, how many only rebuilt."""

    table: str
    columns: list[str]
    only_in_lake: int
    only_rebuilt: int
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Verdict:
    """What was compared, and where it differs."""

    tables: int
    rows: int
    differences: list[Difference]


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
            _load_archive(lakehouse, file, ledger.loaded_ids(connection))
            connection.execute(f"attach {text_literal(str(file))} as aside (read_only)")
        else:
            connection.execute(f"attach {text_literal(str(file))} as aside")
            _rebuild(connection, lakehouse)
        return _compare(connection, ignored=LINEAGE if from_archive else ())


def _rebuild(connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse) -> None:
    prepare(connection, lakehouse.config, "aside")
    create_views(connection, lakehouse.config, "aside")  # the checks read them
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
        create_views(connection, lakehouse.config)
        with lakehouse.progress.steps("loading the archive aside", len(known)) as step:
            batch_ids = [each for each in archived_ids(lakehouse.home) if each in known]
            for group in in_groups(lakehouse.home, batch_ids):
                batches = [read_batch(lakehouse.home, batch_id) for batch_id in group]
                load_group(connection, lakehouse.home, lakehouse.config, batches)
                step(len(group))
        models = materialized()
        run_checks(Runner(connection, models, lakehouse.config), whole=True)
    finally:
        connection.close()


def _compare(connection: duckdb.DuckDBPyConnection, *, ignored: tuple[str, ...]) -> Verdict:
    tables = [model for model in read_models("silver", "ops") if model.kind != "scope"]
    found = [_difference(connection, model, ignored) for model in tables]
    rows = sum(_count(connection, f"lake.{model.schema}.{model.name}") for model in tables)
    return Verdict(len(tables), rows, [each for each in found if each is not None])


def _difference(
    connection: duckdb.DuckDBPyConnection, model: Model, ignored: tuple[str, ...]
) -> Difference | None:
    here, aside = (f"{name}.{model.schema}.{model.name}" for name in ("lake", "aside"))
    described = connection.execute(f"select column_name from (describe {aside})").fetchall()
    columns = [name for (name,) in described if name not in ignored]
    listed = ", ".join(columns)
    only = f"select {listed} from {{}} except all select {listed} from {{}}"
    in_lake, rebuilt = only.format(here, aside), only.format(aside, here)
    counts = [_count(connection, f"({query})") for query in (in_lake, rebuilt)]
    if counts == [0, 0]:
        return None
    rows = connection.execute(
        f"select 'lake' as found_in, * from ({in_lake}) "
        f"union all select 'rebuilt', * from ({rebuilt}) order by {', '.join(model.key)} "
        f"limit {_SHOWN}"
    ).fetchall()
    return Difference(model.name, ["found_in", *columns], counts[0], counts[1], rows)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _scratch_file(lakehouse: Lakehouse) -> Iterator[Path]:
    with scratch_folder(lakehouse.home, "verify") as folder:
        yield folder / "aside.duckdb"
