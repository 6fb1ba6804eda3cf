"""A batch on Iceberg: its lines become rows of every table of the draft, which is then checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from transforms.archive.reader import Batch
from transforms.engines.spark_models import use_all_events
from transforms.iceberg.draft import Drafting
from transforms.iceberg.notes import Lines, read_batches, written
from transforms.iceberg.runner import SparkRunner
from transforms.iceberg.superseding import supersede
from transforms.iceberg.tables import known_tables, name_table, name_views
from transforms.load import ledger
from transforms.load.brought import Brought
from transforms.models.bounds import Superseded
from transforms.models.checks import CheckResult, run_checks
from transforms.models.fingerprint import remember_sources
from transforms.models.model import address, materialized
from transforms.models.renderer import AllTime, Renderer
from transforms.models.runner import ModelRun
from transforms.models.silver import OnModel
from transforms.models.staging import staging_models
from transforms.system.clock import now
from transforms.system.lock import writer_lock

_BROUGHT = """
select
    batch_id,
    count_if(not is_duplicate),
    count_if(is_duplicate),
    min(event_at),
    max(event_at)
from new_rows_of_stg_events
group by batch_id
"""


@dataclass(frozen=True)
class Landed:
    """What a group of batches brought to the draft: their entries, and rows of all tables."""

    entries: list[ledger.Entry]
    rows: int
    findings: dict[str, int]
    superseded: int


def land_group(
    at: Drafting,
    batches: Sequence[Batch],
    *,
    on_model: OnModel | None = None,
    silver: bool = True,
) -> Landed:
    """Land batches on the draft as if they were one, in their order; nobody sees it yet.

    Without `silver` their lines are staged, and Silver is left to a rebuild.

    Raises:
        PromiseBroken: a check failed; the draft is as good as gone.
    """
    started_at = now()
    folder = at.scratch / batches[0].batch_id
    folder.mkdir()
    with writer_lock(at.lakehouse.home, is_run=False):  # the archive holds still while it is read
        lines = read_batches(at.notes, at.config, folder, batches)
    superseded = _stage(at, lines)
    runs: list[ModelRun] = []
    results: list[CheckResult] = []
    if silver and superseded.retracted:
        runs, results = make_silver(at, on_model)
    elif silver:
        runs, results = _bring_up_to_date(at, superseded, on_model)
    entries = _note_entries(at, lines, started_at, superseded)
    ledger.write_runs(at.notes, batches[-1].batch_id, runs, results)
    rows = [(batch.manifest.source_name, batch.manifest.columns) for batch in batches]
    if mapped := [(name, columns) for name, columns in rows if name]:
        remember_sources(at.notes, at.config, mapped)
    _append_notes(at, folder)
    rmtree(folder)
    return Landed(
        entries,
        sum(run.rows for run in runs) + sum(entry.staged + entry.duplicates for entry in entries),
        {each.check_name: each.failed_rows for each in results if each.failed_rows},
        superseded.events,
    )


def make_silver(
    at: Drafting, on_model: OnModel | None = None
) -> tuple[list[ModelRun], list[CheckResult]]:
    """Make every Silver table of the draft anew, of all that is staged, and check each.

    Raises:
        PromiseBroken: a check failed.
    """
    config = at.config
    use_all_events(at.session, Renderer(config, AllTime(), "spark"), at.draft.name)
    runner = SparkRunner(at.session, materialized(), config, database=at.draft.name, is_anew=True)
    runs = runner.materialize(on_model)
    name_views(at.session, config)
    results = run_checks(runner)
    _recount(at)
    return runs, results


def name_draft(at: Drafting) -> None:
    """Let the names of tables and views mean those of the draft."""
    for table in known_tables():
        name_table(at.session, table, at.draft.name)
    name_views(at.session, at.config)


def know_staged(at: Drafting) -> None:
    """Let the events that are staged be known, as the facts of a lake without Silver."""
    session = at.session
    use_all_events(session, Renderer(at.config, AllTime(), "spark"), at.draft.name)
    session.table("new_events").createOrReplaceTempView("fct_events")
    session.table("superseded_lines").createOrReplaceTempView("silver_superseded_events")


def _stage(at: Drafting, lines: Lines) -> Superseded:
    """Stage typed lines, and let `new_events` be what they bring."""
    session, config = at.session, at.config
    session.read.parquet(str(lines.path)).createOrReplaceTempView("typed_events")
    staging = SparkRunner(session, staging_models(is_typed=False), config, database=at.draft.name)
    staging.bounds.note("typed_events", lines.rows)
    staging.materialize()
    superseded = supersede(session, config, lines.read, at.draft.name)
    among = "and event_id not in (select event_id from superseded_lines)"
    session.sql(
        f"""
        create or replace temp view new_events as
        select * from typed_events
        where line_key not in (select line_key from repeated_lines)
        {among if superseded.events else ""}
        """
    )
    return superseded


def _bring_up_to_date(
    at: Drafting, superseded: Superseded, on_model: OnModel | None
) -> tuple[list[ModelRun], list[CheckResult]]:
    runner = SparkRunner(
        at.session,
        materialized(),
        at.config,
        database=at.draft.name,
        superseded=superseded,
    )
    runs = runner.materialize(on_model)
    return runs, run_checks(runner)


def _note_entries(
    at: Drafting,
    lines: Lines,
    started_at: datetime,
    superseded: Superseded,
) -> list[ledger.Entry]:
    """Count what each batch brought, and note it.

    Raises:
        PromiseBroken: the counts do not add up to a batch's lines.
    """
    asked = "select batch_id, count(*) from lake.ops.dead_letters group by batch_id"
    refused = dict(at.notes.execute(asked).fetchall())
    staged = {}
    if lines.rows:
        staged = {row[0]: tuple(row[1:]) for row in at.session.sql(_BROUGHT).collect()}
    brought: dict[str, Brought] = {}
    for batch, _ in lines.read:
        new, duplicates, first, last = staged.get(batch.batch_id, (0, 0, None, None))
        brought[batch.batch_id] = (new, duplicates, refused.get(batch.batch_id, 0), first, last)
    at.notes.execute("create or replace temp table superseded_lines (batch_id string)")
    if superseded.events:
        rows = at.session.sql("select batch_id from superseded_lines").collect()
        at.notes.executemany(
            "insert into superseded_lines values (?)", [tuple(row) for row in rows]
        )
    return ledger.write_entries(
        at.notes,
        lines.read,
        started_at=started_at,
        superseded="superseded_lines" if superseded.events else None,
        brought=brought,
    )


def _append_notes(at: Drafting, folder: Path) -> None:
    """Move what was noted to the ledger's tables of the draft."""
    for table, path in written(at.notes, folder).items():
        frame = at.session.read.parquet(str(path))
        if not frame.isEmpty():
            frame.writeTo(address(table, at.draft.name)).append()
        at.notes.execute(f"delete from {address(table)}")


def _recount(at: Drafting) -> None:
    """Let the ledger's table say of each batch how many of its events do not count."""
    at.session.sql(
        f"""
        merge into {at.draft.name}.ops.batches as batches using (
            select kept.batch_id, count(events.event_id) as events
            from {at.draft.name}.ops.batches as kept
            left join silver_superseded_events as events on kept.batch_id = events.batch_id
            group by kept.batch_id
        ) as found
        on batches.batch_id = found.batch_id and batches.superseded <> found.events
        when matched then update set superseded = found.events
        """
    )
