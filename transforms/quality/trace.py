"""Traces: from a figure to the orders or sessions that it counts, their events, and raw bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import duckdb

from transforms.archive.records import read_records
from transforms.errors import InputMissing, PromiseBroken, UsageError
from transforms.lakehouse import Lakehouse
from transforms.models.renderer import AllTime, Renderer

_ORDER_EVENTS = """
    (
        select list(purchases.event_id) from lake.silver.silver_purchase_events as purchases
        where purchases.order_key = orders.order_key and (
            not orders.is_id_collision
            or purchases.visitor_id is not distinct from orders.visitor_id
            or purchases.user_id = orders.user_id
        )
    )
"""
#: Of each figure: its parts as (part, amount, whole, event ids); the amounts' sum is the figure,
#: of a share divided by the sum of wholes.
_PARTS = {
    "revenue": f"""
        select order_id, revenue, 0, {_ORDER_EVENTS}
        from lake.silver.fct_orders as orders where order_date = $day
    """,
    "orders": f"""
        select order_id, 1, 0, {_ORDER_EVENTS}
        from lake.silver.fct_orders as orders where order_date = $day
    """,
    "sessions": """
        select session_id, 1, 0, (
            select list(events.event_id) from lake.silver.silver_event_sessions as events
            where events.session_id = sessions.session_id
        )
        from lake.silver.silver_user_sessions as sessions where session_date = $day
    """,
    "conversion_rate": """
        select session_id, cast(has_purchase as integer), 1, (
            select list(events.event_id) from lake.silver.silver_event_sessions as events
            where events.session_id = sessions.session_id
        )
        from lake.silver.silver_user_sessions as sessions
        inner join lake.silver.silver_session_features using (session_id)
        where sessions.session_date = $day
    """,
    "attributed_revenue": f"""
        select
            concat(order_id, ', touch ', touch_number), credit.revenue, 0,
            list_concat({_ORDER_EVENTS}, (
                select list(events.event_id) from lake.silver.silver_event_sessions as events
                where events.session_id = credit.session_id
            ))
        from lake.gold_marketing.vw_attribution as credit
        inner join lake.silver.fct_orders as orders using (order_id)
        where credit.order_date = $day and concat(model, ' / ', credit.channel) = $slice
        and credit.revenue > 0
    """,
    "fill_rate": """
        select event_id, cast({filled} as integer), 1, [event_id]
        from lake.staging.stg_events as events
        where not is_duplicate and {day_of} = $day and event_name = $event
        and event_id not in (select event_id from lake.silver.silver_superseded_events)
    """,
}
FIGURES = tuple(_PARTS)


@dataclass(frozen=True)
class Event:
    """An event behind a part: where its first line stands, and what came in there."""

    part: str
    amount: Decimal
    event_id: str
    event_name: str
    event_at: datetime
    batch_id: str
    line_number: int
    raw: bytes


@dataclass(frozen=True)
class Trace:
    """A figure, as it is published and as its parts add up; the events of the first parts."""

    value: Decimal
    parts: int
    amount: Decimal
    whole: int
    events: Sequence[Event]


def trace(
    lakehouse: Lakehouse, figure: str, day: date, slice_name: str, limit: int | None
) -> Trace:
    """Trace a figure of a day down to raw lines; `limit` parts are followed to their events.

    Raises:
        UsageError: there is no such figure.
        InputMissing: it has no value on that day.
        PromiseBroken: its parts do not add up to it.
    """
    if figure not in _PARTS:
        raise UsageError(f"FIGURE must be one of {', '.join(FIGURES)}, got {figure!r}")
    with lakehouse.reading() as connection:
        connection.execute("begin")
        value = _value(connection, figure, day, slice_name)
        _make_parts(connection, lakehouse, figure, day, slice_name)
        row = connection.execute(
            "select count(*), coalesce(sum(amount), 0), coalesce(sum(whole), 0)::bigint from parts"
        ).fetchone()
        parts, amount, whole = row or (0, Decimal(0), 0)
        row = connection.execute(
            "select cast(case when $2 > 0 then cast($1 as decimal(28, 4)) * 1.000000 / $2 else $1"
            " end as decimal(24, 6))",
            [amount, whole],
        ).fetchone()
        found = row[0] if row else None
        if found != value:
            raise PromiseBroken(f"{figure} of {day} must be its parts' sum {found}, got {value}")
        events = list(_events(connection, lakehouse, limit))
    return Trace(value, parts, Decimal(amount), whole, events)


def _value(
    connection: duckdb.DuckDBPyConnection, figure: str, day: date, slice_name: str
) -> Decimal:
    row = connection.execute(
        "select value from lake.gold_growth.vw_daily_figures"
        " where figure = ? and day = ? and slice = ?",
        [figure, day, slice_name],
    ).fetchone()
    if row is not None:
        return Decimal(row[0])
    rows = connection.execute(
        "select distinct slice from lake.gold_growth.vw_daily_figures"
        " where figure = ? and day = ? order by slice limit 5",
        [figure, day],
    ).fetchall()
    there = ", ".join(repr(name) if name else "one without SLICE" for (name,) in rows)
    wished = f" for the slice {slice_name!r}" if slice_name else " without SLICE" if rows else ""
    raise InputMissing(
        f"{figure} must have a value on {day}{wished}, got {there or 'none of that day'}"
    )


def _make_parts(
    connection: duckdb.DuckDBPyConnection,
    lakehouse: Lakehouse,
    figure: str,
    day: date,
    slice_name: str,
) -> None:
    values: dict[str, object] = {"day": day}
    event_name, _, field = slice_name.partition(".")
    query = _PARTS[figure]
    if figure == "attributed_revenue":
        values["slice"] = slice_name
    elif figure == "fill_rate":
        filled = "coalesce(len(items), 0) > 0" if field == "items" else f"{field} is not null"
        renderer = Renderer(lakehouse.config, AllTime())
        query = query.format(filled=filled, day_of=renderer.render("{{ date_of('event_at') }}"))
        values["event"] = event_name
    connection.execute(
        f"create or replace temp table parts as select * from ({query})"
        " as found(part, amount, whole, event_ids)",
        values,
    )


def _events(
    connection: duckdb.DuckDBPyConnection, lakehouse: Lakehouse, limit: int | None
) -> Iterator[Event]:
    """Follow the first parts to their events, and these to their lines."""
    rows = connection.execute(
        """
        with first_parts as (
            select * from parts order by amount desc, part limit coalesce(?::bigint, 9000000000)
        ),
        followed as (select part, amount, unnest(event_ids) as event_id from first_parts)
        select distinct
            part, amount, event_id, facts.event_name, facts.event_at, facts.batch_id,
            facts.line_number
        from followed inner join lake.silver.fct_events as facts using (event_id)
        order by amount desc, part, facts.event_at, event_id
        """,
        [limit],
    ).fetchall()
    lines: dict[str, set[int]] = {}
    for *_, batch_id, line_number in rows:
        lines.setdefault(batch_id, set()).add(line_number)
    raw = {
        batch_id: read_records(lakehouse.home, batch_id, numbers)
        for batch_id, numbers in lines.items()
    }
    for part, amount, event_id, name, at, batch_id, number in rows:
        yield Event(part, amount, event_id, name, at, batch_id, number, raw[batch_id][number])
