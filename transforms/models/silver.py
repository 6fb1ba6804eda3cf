"""Silver: its tables brought up to date by a batch, or rebuilt from staging."""

from collections.abc import Callable

import duckdb

from transforms.config import Config
from transforms.models.checks import CheckResult, run_checks
from transforms.models.model import materialized
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import ModelRun, Runner

#: Every accepted event, each once, on the shop's day.
ALL_EVENTS = """
select * replace ({{{{ date_of('event_at') }}}} as event_date)
from {database}.staging.stg_events
where not is_duplicate
"""
OnModel = Callable[[ModelRun], None]


def use_new_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Let `new_events` be what the batch brings."""
    connection.execute(
        """
        create or replace temp view new_events as
        select typed_events.*
        from typed_events
        where typed_events.line_key not in (select repeated_lines.line_key from repeated_lines)
        """
    )


def use_all_events(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Let `new_events` be every accepted event: the one difference of a rebuild."""
    every = Renderer(config, AllTime()).render(ALL_EVENTS.format(database="lake"))
    connection.execute(f"create or replace temp view new_events as {every}")


def materialize_silver(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    *,
    database: str = "lake",
    on_model: OnModel | None = None,
    whole: bool = False,
    is_small: bool = False,
) -> tuple[list[ModelRun], list[CheckResult]]:
    """Materialize every Silver model for `new_events`, then check what was touched (or the whole).

    A small batch keeps its new rows in memory until they are checked.

    Call it inside `atomic()`: a broken promise then undoes the whole batch.

    Raises:
        PromiseBroken: a table broke a promise; the message shows up to three rows.
    """
    models = materialized()
    runner = Runner(connection, models, config, database=database, keep_rows=is_small)
    runs = runner.materialize(on_model)
    return runs, run_checks(runner, whole=whole)


def rebuild_silver(
    connection: duckdb.DuckDBPyConnection, config: Config, *, on_model: OnModel | None = None
) -> tuple[list[ModelRun], list[CheckResult]]:
    """Empty every Silver table and materialize all accepted events as if they were one batch.

    Call it inside `atomic()`: readers keep the old state until it commits.
    """
    for model in materialized():
        if model.is_table:
            connection.execute(f"delete from lake.{model.schema}.{model.name}")
    use_all_events(connection, config)
    return materialize_silver(connection, config, on_model=on_model)
