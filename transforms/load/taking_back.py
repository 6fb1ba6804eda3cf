"""Taking back: what leaves Silver with `retracted_events`, and what stands on their days.

The temporary tables that the models read of it are made before these touch anything. Only the days
of what is retracted are read; of visitors whose first or last sight was on them and is nowhere on
them any more, the days that they were seen on.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import duckdb

from transforms.config import Config
from transforms.models.bounds import NEW_EVENTS, ScopeBounds
from transforms.models.model import Model, address, materialized
from transforms.models.renderer import AllTime, Renderer, days_in

#: What the models read, in the order in which it is made; `days` are those of what is retracted.
_RELATIONS = {
    "retracted_items": """
        select * from lake.silver.fct_event_items
        where {{ days('event_date') }} and {{ retracted }}
    """,
    "retracted_billing_events": """
        select * from lake.silver.silver_billing_events where {{ retracted }}
    """,
    "standing_events": """
        select
            event_id, event_name, visitor_id, user_id, platform_id, experiment_id,
            has_installments, event_at, event_date
        from lake.silver.fct_events
        where {{ days('event_date') }} and not {{ retracted }}
    """,
    "standing_items": """
        select
            event_id, item_position, item_list_id, item_list_name, campaign_ids, experiment_ids,
            event_at, event_date
        from lake.silver.fct_event_items
        where {{ days('event_date') }} and not {{ retracted }}
    """,
    "retold_events": """
        select * replace ({{ date_of('event_at') }} as event_date)
        from lake.staging.stg_events
        where not is_duplicate and {{ days_around('event_date') }} and case
            when event_name = 'marketing_cost' then {{ date_of('event_at') }} in (
                select event_date from retracted_events where event_name = 'marketing_cost'
            )
            when event_name in ('profile', 'sign_up')
                then (visitor_id, {{ date_of('event_at') }}) in (
                    select (visitor_id, event_date) from retracted_events
                    where event_name in ('profile', 'sign_up')
                )
            else false
        end
        and event_id in (select event_id from standing_events)
    """,
    "retracted_visits": """
        select distinct visitor_id, user_id, event_date from retracted_events
        where visitor_id is not null and {{ is_visit('event_name') }}
    """,
}
#: Visitors under names, of which a first or a last lies on a day that tells of none any more.
_UNRESOLVED = """
    with visits as (
        select visitor_id, user_id, event_date, event_name, has_installments from standing_events
        union all
        select
            visitor_id, user_id, event_date, event_name,
            {{ most_installments('items', 'installments') }} > 1
        from new_events
    ),

    days as (
        select
            visitor_id, user_id, event_date,
            bool_or(event_name = 'purchase') as is_purchase,
            bool_or(event_name = 'purchase' and coalesce(has_installments, false))
                as has_installments
        from visits
        where visitor_id is not null and {{ is_visit('event_name') }}
        group by all
    ),

    found as (
        select
            former.visitor_id, former.user_id,
            unnest([
                {'day': {{ date_of('first_seen_at') }}, 'kind': 'seen'},
                {'day': {{ date_of('last_seen_at') }}, 'kind': 'seen'},
                {'day': first_purchase_date, 'kind': 'purchase'},
                {'day': first_installments_date, 'kind': 'installments'}
            ], recursive := true)
        from lake.silver.silver_visitor_users as former
        where visitor_id in (select visitor_id from retracted_visits)
    )

    select distinct found.visitor_id, found.user_id
    from found
    inner join retracted_visits as retracted
        on found.visitor_id = retracted.visitor_id
        and found.user_id is not distinct from retracted.user_id
        and found.day = retracted.event_date
    left join days
        on found.visitor_id = days.visitor_id
        and found.user_id is not distinct from days.user_id
        and found.day = days.event_date
    where days.visitor_id is null
        or (found.kind = 'purchase' and not days.is_purchase)
        or (found.kind = 'installments' and not days.has_installments)
"""


#: Of those, everything is read that they did under that name.
_ALL_THEIR_DAYS = """
    insert into retracted_visits
    select distinct visitors.visitor_id, visitors.user_id, days.event_date
    from unresolved_visitors as visitors
    inner join lake.silver.silver_session_days as days using (visitor_id)
    except select * from retracted_visits
"""
_STANDING_VISITS = """
    select facts.event_id, facts.visitor_id, facts.user_id, facts.event_name,
        facts.has_installments, facts.event_at, facts.event_date
    from lake.silver.fct_events as facts
    inner join retracted_visits as visits
        on facts.visitor_id = visits.visitor_id
        and facts.user_id is not distinct from visits.user_id
        and facts.event_date = visits.event_date
    where {{ days('facts.event_date') }} and not {{ retracted }}
    and {{ is_visit('facts.event_name') }}
"""
#: The ledger counts, for each batch, which of its events do not count.
_COUNTED = """
    update lake.ops.batches set superseded = coalesce(superseded, 0) + (
        select count(*) from retracted_events where retracted_events.batch_id = batches.batch_id
    )
    where batch_id in (select batch_id from retracted_events)
"""


def take_back(connection: duckdb.DuckDBPyConnection, config: Config) -> None:
    """Take the rows of `retracted_events` out of the tables of events; hold what the models need.

    Call it inside the batch's transaction, when `new_events` are known and before any model.
    """
    asked = ScopeBounds(connection)
    days = asked.days("retracted_events", "event_date", "event_date")
    words = Renderer(config, AllTime())
    more = {
        "retracted": "event_id in (select event_id from retracted_events)",
        "days": lambda column: days_in(column, days),
        "days_around": lambda column: days_in(column, _around(days)),
    }
    for name, query in _RELATIONS.items():
        _hold(connection, name, words.render(query, **more))
    _hold(connection, "unresolved_visitors", words.render(_UNRESOLVED))
    connection.execute(_ALL_THEIR_DAYS)
    visited = asked.days("retracted_visits", "event_date", "event_date")
    more["days"] = lambda column: days_in(column, visited)
    _hold(connection, "standing_visits", words.render(_STANDING_VISITS, **more))
    for table in _tables_of_events():
        bound = days_in("event_date", days) if table.dates else "true"
        connection.execute(f"delete from {address(table)} where {bound} and {more['retracted']}")
    connection.execute(_COUNTED)


def _tables_of_events() -> list[Model]:
    """List the tables whose rows lie and go by their event: those of which a batch says so."""
    models = {model.name: model for model in materialized()}
    by_event = {name for name, model in models.items() if model.key == ("event_id",)} - {
        "silver_superseded_events"
    }
    return [
        model
        for model in models.values()
        if model.is_table and (model.scope == NEW_EVENTS or model.scope in by_event)
    ]


def _hold(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    connection.execute(f"create or replace temp table {name} as {query}")


def _around(days: Iterable[date]) -> list[date]:
    """Give the days of staging, which are UTC's, of some of the shop's."""
    return sorted({day + timedelta(days=more) for day in days for more in (-1, 0, 1)})
