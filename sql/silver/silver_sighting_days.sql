-- silver_sighting_days: how often a platform, list, campaign or experiment was seen on a day.
-- kind: replace
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- scope: touched_sightings
-- inputs: touched_sightings, fct_events, fct_event_items
-- dates: event_date
-- owner: growth
-- columns:
--   kind: `platform`, `list`, `campaign` or `experiment`
--   code: id of the platform, list, campaign or experiment
--   event_date: the UTC day of `event_at`
--   name: last name seen
--   event_count: sightings, count
--
-- `kind` is platform, list, campaign or experiment; `name` is the last name that the day showed
-- (lists have names, the others none).

with events as (

    select
        fct_events.event_id,
        fct_events.platform_id,
        fct_events.experiment_id,
        fct_events.event_at,
        fct_events.event_date
    from fct_events
    where {{ on_dates('fct_events.event_date', 'touched_sightings.event_date') }}

),

items as (

    select
        fct_event_items.event_id,
        fct_event_items.item_position,
        fct_event_items.item_list_id,
        fct_event_items.item_list_name,
        fct_event_items.campaign_ids,
        fct_event_items.experiment_id,
        fct_event_items.event_at,
        fct_event_items.event_date
    from fct_event_items
    where {{ on_dates('fct_event_items.event_date', 'touched_sightings.event_date') }}

),

sightings as (

    {{ sightings('events', 'items') }}

)

select
    sightings.kind,
    sightings.code,
    sightings.event_date,
    max_by(
        sightings.name,
        case when sightings.name is not null then {{ item_in_time('sightings') }} end
    ) as name,
    count(distinct sightings.event_id) as event_count
from sightings
inner join touched_sightings
    on
        sightings.kind = touched_sightings.kind
        and sightings.code = touched_sightings.code
        and sightings.event_date = touched_sightings.event_date
group by sightings.kind, sightings.code, sightings.event_date
