"""Silver: its tables brought up to date by a batch, or rebuilt from staging."""

from collections.abc import Callable

import duckdb

from transforms.config import Config
from transforms.models.bounds import Superseded
from transforms.models.checks import CheckResult, run_checks
from transforms.models.empty_tables import EmptyTables
from transforms.models.model import materialized
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import ModelRun, Runner

#: The first lines of all events that a fuller one of their identity supersedes, as staging tells.
SUPERSEDED_LINES = """
select
    event_id, event_name, event_at, {{{{ date_of('event_at') }}}} as event_date,
    batch_id, line_number
from {database}.staging.stg_events
where not is_duplicate and event_id in (
    select event_id
    from ({{{{ superseded_among(
        '(select * from {database}.staging.stg_events where identity_key is not null)'
    ) }}}})
)
"""
#: Where every accepted event that counts lies, each once.
COUNTED_EVENTS = """{database}.staging.stg_events
where not is_duplicate and event_id not in (select event_id from superseded_lines)
"""
#: The same, on the shop's day.
ALL_EVENTS = (
    "select * replace ({{{{ date_of('event_at') }}}} as event_date)\nfrom " + COUNTED_EVENTS
)
#: How many of a batch's events no longer count, where the ledger says something else.
_RECOUNT = """
    update lake.ops.batches set superseded = coalesce(
        (
            select count(*) from lake.silver.silver_superseded_events as events
            where events.batch_id = batches.batch_id
        ), 0
    )
    where coalesce(superseded, 0) <> coalesce(
        (
            select count(*) from lake.silver.silver_superseded_events as events
            where events.batch_id = batches.batch_id
        ), 0
    )
"""
OnModel = Callable[[ModelRun], None]


def use_new_events(connection: duckdb.DuckDBPyConnection, *, supersedes: bool = False) -> None:
    """Let `new_events` be what the batch brings, without its `superseded_lines` if it has any."""
    among = "and event_id not in (select event_id from superseded_lines)" if supersedes else ""
    connection.execute(
        f"""
        create or replace temp view new_events as
        select typed_events.*
        from typed_events
        where
            typed_events.line_key not in (select repeated_lines.line_key from repeated_lines)
            {among}
        """
    )


def use_all_events(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Let `new_events` be every accepted event that counts: the one difference of a rebuild.

    Call it inside the transaction that reads them: those that do not count are told at once.
    """
    renderer = Renderer(config, AllTime())
    lines = renderer.render(SUPERSEDED_LINES.format(database="lake"))
    connection.execute(f"create or replace temp table superseded_lines as {lines}")
    every = renderer.render(ALL_EVENTS.format(database="lake"))
    connection.execute(f"create or replace temp view new_events as {every}")


def materialize_silver(
    connection: duckdb.DuckDBPyConnection,
    config: Config,
    *,
    database: str = "lake",
    on_model: OnModel | None = None,
    whole: bool = False,
    is_small: bool = False,
    superseded: Superseded | None = None,
    empty: EmptyTables | None = None,
) -> tuple[list[ModelRun], list[CheckResult]]:
    """Materialize every Silver model for `new_events`, then check what was touched (or the whole).

    A small batch keeps its new rows in memory until they are checked. `superseded` says what a
    batch supersedes; a rebuild, which gives none, finds it in staging. For tables that are `empty`
    their twins are read.

    Call it inside `atomic()`: a broken promise then undoes the whole batch.

    Raises:
        PromiseBroken: a table broke a promise; the message shows up to three rows.
    """
    models = materialized()
    runner = Runner(
        connection,
        models,
        config,
        database=database,
        keep_rows=is_small,
        superseded=superseded,
        empty=empty,
    )
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
    found = materialize_silver(connection, config, on_model=on_model)
    connection.execute(_RECOUNT)
    return found
