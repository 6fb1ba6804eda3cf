-- known_events: events of the lake that the batch at hand may repeat or contradict.
-- kind: scope
-- grain: one row per event of the same id or the same producer id, on the batch's days
-- key: event_id
-- inputs: typed_events
-- before: fct_events (event_id string, producer_event_id string, event_date date), silver_superseded_events (event_id string, event_date date)
-- owner: engineering
--
-- An event that another one has superseded is known, and claims no producer id any more.

select
    fct_events.event_id,
    fct_events.producer_event_id
from fct_events
where
    {{ on_dates('fct_events.event_date', 'typed_events.event_date') }}
    and (
        fct_events.event_id in (select typed_events.event_id from typed_events)
        or fct_events.producer_event_id in (
            select typed_events.producer_event_id
            from typed_events
            where typed_events.producer_event_id is not null
        )
    )

union all

select
    silver_superseded_events.event_id,
    cast(null as string) as producer_event_id
from silver_superseded_events
where
    {{ on_dates('silver_superseded_events.event_date', 'typed_events.event_date') }}
    and silver_superseded_events.event_id in (select typed_events.event_id from typed_events)
