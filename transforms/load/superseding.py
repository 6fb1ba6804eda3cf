"""Superseding: of events that share an identity the fullest counts, whenever it arrives.

A batch may bring a fuller event than one that counts already: that one is to be taken back
(taking_back.py). It may bring one that never counts, as a fuller one came before it.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import duckdb

from transforms.config import Config
from transforms.load.typed_lines import ReadBatch
from transforms.models.bounds import ScopeBounds, Superseded
from transforms.models.renderer import AllTime, Renderer, days_in


def supersede(
    connection: duckdb.DuckDBPyConnection, config: Config, read: Sequence[ReadBatch]
) -> Superseded:
    """Find which events the staged batches supersede, and hold their first lines.

    `superseded_lines` has them all, `retracted_events` the facts among them that counted before.
    Both are made only where there are any. Call it inside the batches' transaction, when their
    lines are staged and Silver is as it was.
    """
    names = {batch.manifest.source_name for batch, _ in read}
    if not any(config.sources[name].identity for name in names & config.sources.keys()):
        return Superseded()
    lines = "(from typed_events where identity_key is not null)"
    asked = ScopeBounds(connection)
    days = asked.days(lines, *["cast(event_at as date)"] * 2)
    if not days:
        return Superseded()
    words = Renderer(config, AllTime())
    most = words.words["identity_days"]
    around = {day + timedelta(days=more) for day in days for more in range(-most, most + 1)}
    claims = f"""(
        select identity_key, event_id, event_at, filled_fields from lake.staging.stg_events
        where {days_in("event_date", sorted(around))}
        and identity_key in (select identity_key from typed_events)
    )"""
    found = words.render(
        "select event_id, {{ date_of('event_at') }} as event_date"
        " from ({{ superseded_among(claims) }})",
        claims=claims,
    )
    connection.execute(f"create or replace temp table superseded_events as {found}")
    days = asked.days("superseded_events", "event_date", "event_date")
    if not days:
        return Superseded()
    line = "event_id, event_name, event_at, event_date, batch_id, line_number"
    among = "event_id in (select event_id from superseded_events)"
    connection.execute(
        f"""
        create or replace temp table retracted_events as
        select * from lake.silver.fct_events where {days_in("event_date", days)} and {among};
        create or replace temp table superseded_lines as
        select {line} from retracted_events
        union all
        select {line} from typed_events
        where line_key not in (select line_key from repeated_lines) and {among}
        """
    )
    (events,) = connection.execute("select count(*) from superseded_lines").fetchall()[0]
    rows = connection.execute("select distinct event_name from retracted_events").fetchall()
    return Superseded(events, frozenset(name for (name,) in rows))


def count_superseded(parts: Sequence[Path], config: Config) -> int:
    """Count the events of typed parts that a fuller one among them supersedes; no lake is asked."""
    if not parts:
        return 0
    claims = """(
        select identity_key, event_id, filled_fields, make_timestamp(event_us) as event_at
        from read_json(
            $parts, format = 'newline_delimited', maximum_object_size = 134217728, columns = {
                identity_key: 'VARCHAR', event_id: 'VARCHAR', filled_fields: 'BIGINT',
                event_us: 'BIGINT'
            }
        )
        where identity_key is not null
    )"""
    words = Renderer(config, AllTime())
    found = words.render("select count(*) from ({{ superseded_among(claims) }})", claims=claims)
    with duckdb.connect() as connection:
        (count,) = connection.execute(found, {"parts": list(map(str, parts))}).fetchall()[0]
    return int(count)
