"""Superseding on Spark: of events that share an identity the fullest counts, on the draft.

A batch that takes events back which counted before is told by their names; Silver is then made
anew, as a draft costs its readers nothing.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from transforms.config import Config
from transforms.iceberg.runner import SparkBounds
from transforms.iceberg.statements import Statements
from transforms.load.typed_lines import ReadBatch
from transforms.models.bounds import Superseded
from transforms.models.renderer import AllTime, Renderer, days_in

if TYPE_CHECKING:  # imported when it is run
    from pyspark.sql import SparkSession

_LINE = "event_id, event_name, event_at, event_date, batch_id, line_number"
_AMONG = "event_id in (select event_id from superseded_events)"


def supersede(
    session: "SparkSession", config: Config, read: Sequence[ReadBatch], database: str
) -> Superseded:
    """Find which events the staged batches supersede; `superseded_lines` has their first lines.

    Call it when the lines are staged on the draft `database`, and Silver is as it was.
    """
    names = {batch.manifest.source_name for batch, _ in read}
    if not any(config.sources[name].identity for name in names & config.sources.keys()):
        return Superseded()
    asked = SparkBounds(Statements(session))  # type: ignore[arg-type]  # it answers as DuckDB's
    lines = "(select * from typed_events where identity_key is not null)"
    days = asked.days(lines, *["cast(event_at as date)"] * 2)
    if not days:
        return Superseded()
    words = Renderer(config, AllTime(), "spark")
    most = words.words["identity_days"]
    around = {day + timedelta(days=more) for day in days for more in range(-most, most + 1)}
    claims = f"""(
        select identity_key, event_id, event_at, filled_fields from {database}.staging.stg_events
        where {days_in("event_date", sorted(around))}
        and identity_key in (select identity_key from typed_events)
    )"""
    found = words.render(
        "select event_id, {{ date_of('event_at') }} as event_date"
        " from ({{ superseded_among(claims) }})",
        claims=claims,
    )
    _hold(session, "superseded_events", found)
    days = asked.days("superseded_events", "event_date", "event_date")
    if not days:
        return Superseded()
    counted = f"select {_LINE} from fct_events where {days_in('event_date', days)} and {_AMONG}"
    _hold(session, "retracted_events", counted)
    lines = f"line_key not in (select line_key from repeated_lines) and {_AMONG}"
    events = _hold(
        session,
        "superseded_lines",
        f"select * from retracted_events union all select {_LINE} from typed_events where {lines}",
    )
    rows = session.sql("select distinct event_name from retracted_events").collect()
    return Superseded(events, frozenset(row[0] for row in rows))


def _hold(session: "SparkSession", name: str, query: str) -> int:
    frame = session.sql(query).localCheckpoint()
    frame.createOrReplaceTempView(name)
    return int(frame.count())
