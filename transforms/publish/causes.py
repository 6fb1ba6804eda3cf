"""Causes: which late events changed a number that was published, as far as the lake can tell.

Late events are those that were loaded since the last publication, and those that no longer count as
one of these is fuller: then the batch and line of the fuller one stand for them. One bears on a
number if it is one of the events that the number counts, or, for credit, one of a person who
ordered that day.
"""

import duckdb

from transforms.config import Config
from transforms.models.renderer import AllTime, Renderer

#: `restated` has the numbers; each of these gives (figure, day, slice, event_id), the first to
#: give any for a number decides.
_RULES = (
    # the events that a share counts
    """
    select figure, restated.day, slice, late_events.event_id from restated inner join late_events
        on restated.day = late_events.event_date
        and starts_with(restated.slice, concat(late_events.event_name, '.'))
    where figure = 'fill_rate'
    """,
    # the events of the day's sessions
    """
    select figure, restated.day, slice, late_events.event_id from restated
    inner join lake.silver.silver_user_sessions as sessions on sessions.session_date = restated.day
    inner join lake.silver.silver_event_sessions as events
        on events.session_id = sessions.session_id
    inner join late_events on late_events.event_id = events.event_id
    where figure in ('sessions', 'conversion_rate')
    """,
    # the purchases and refunds of the day's orders, of those that have left it too
    """
    select figure, restated.day, slice, late_events.event_id from restated
    inner join lake.silver.silver_purchase_events as there on there.event_date = restated.day
    inner join lake.silver.silver_purchase_events as came on came.order_key = there.order_key
    inner join late_events on late_events.event_id = came.event_id
    where figure in ('revenue', 'orders', 'attributed_revenue')
    """,
    # the touches of those who ordered that day
    """
    select figure, restated.day, slice, late_events.event_id from restated
    inner join order_persons on order_persons.day = restated.day
    inner join late_events
        on late_events.person = order_persons.person
        and late_events.event_date between restated.day - {lookback_days} - 1 and restated.day
    where figure = 'attributed_revenue'
    """,
)
_FALLBACKS = (
    # a session that has moved over midnight
    """
    select figure, restated.day, slice, late_events.event_id from restated inner join late_events
        on late_events.event_date between restated.day - 1 and restated.day + 1
    where figure in ('sessions', 'conversion_rate')
    """,
    # a login, which says whose the sessions of that day were
    """
    select figure, restated.day, slice, late_events.event_id from restated
    inner join order_persons on order_persons.day = restated.day
    inner join late_events on late_events.person = order_persons.person
    where figure <> 'fill_rate'
    """,
    """
    select figure, restated.day, slice, late_events.event_id from restated
    inner join late_events on late_events.event_date = restated.day
    where figure <> 'fill_rate'
    """,
)


def find_causes(
    connection: duckdb.DuckDBPyConnection, config: Config, from_snapshot: int, since: object
) -> None:
    """Make the temporary table `causes`: for each row of `restated`, the late events behind it.

    `from_snapshot` was published last, at the time `since`.
    """
    words = Renderer(config, AllTime())
    connection.execute(
        words.render(
            """
            create or replace temp table late_events as
            select
                event_id, event_name, {{ date_of('event_at') }} as event_date,
                events.batch_id, events.line_number,
                coalesce(events.user_id, people.user_id, events.visitor_id) as person
            from lake.staging.stg_events as events
            left join lake.silver.silver_identity_map as people
                on events.visitor_id = people.visitor_id
            where not events.is_duplicate and events.processed_at >= ?
            and events.batch_id in (
                select batch_id from lake.ops.batches where state = 'loaded' and snapshot_id > ?
            )
            """
        ),
        [since, from_snapshot],
    )
    _add_superseded(connection, words, since)
    connection.execute(
        """
        create or replace temp table order_persons as
        select distinct orders.order_date as day, coalesce(orders.user_id, people.user_id) as person
        from lake.silver.fct_orders as orders
        left join lake.silver.silver_identity_map as people using (visitor_id)
        where orders.order_date in (select day from restated)
        """
    )
    connection.execute(
        "create or replace temp table causes"
        " (figure varchar, day date, slice varchar, event_id varchar)"
    )
    lookback = config.attribution.lookback_days
    for query in _RULES:
        rule = query.format(lookback_days=lookback)
        connection.execute(f"insert into causes {rule} except select * from causes")
    for query in _FALLBACKS:
        connection.execute(
            f"insert into causes select distinct * from ({query}) as found"
            " where (figure, day, slice) not in (select (figure, day, slice) from causes)"
        )


def _add_superseded(connection: duckdb.DuckDBPyConnection, words: Renderer, since: object) -> None:
    """Add the events that late lines of their identity supersede, with the first such line."""
    if not connection.execute(
        "select exists (from lake.silver.silver_superseded_events)"
    ).fetchall()[0][0]:
        return
    connection.execute(
        words.render(
            """
            insert into late_events by name
            with late_lines as (
                select identity_key, min((batch_id, line_number)) as line
                from lake.staging.stg_events
                where identity_key is not null and processed_at >= ?
                group by identity_key
            )
            select
                events.event_id, events.event_name,
                {{ date_of('events.event_at') }} as event_date,
                line[1] as batch_id, line[2] as line_number,
                coalesce(events.user_id, people.user_id, events.visitor_id) as person
            from lake.staging.stg_events as events
            inner join late_lines using (identity_key)
            left join lake.silver.silver_identity_map as people
                on events.visitor_id = people.visitor_id
            where not events.is_duplicate and events.processed_at < ?
            and events.event_id in (select event_id from lake.silver.silver_superseded_events)
            """
        ),
        [since, since],
    )
