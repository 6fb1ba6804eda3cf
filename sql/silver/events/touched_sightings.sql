-- touched_sightings: days on which new events show a platform, list, campaign or experiment.
-- kind: scope
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- inputs: new_events, new_items
-- before: silver_sighting_days (kind string, code string, name string, last_named string, event_count bigint, event_date date)
-- owner: growth
--
-- A day counts its events and keeps a last name, so what was known before the batch and what its
-- new events say are all that is needed: no event is ever new twice.

with new_facts as (

    select
        event_id,
        platform as platform_id,
        experiment_id,
        event_at,
        event_date
    from new_events

),

sightings as (

    {{ sightings('new_facts', 'new_items') }}

),

sightings_in_time as (

    select
        *,
        case when name is not null then {{ item_sort_key('sightings') }} end as sort_key
    from sightings

),

-- An event has one platform, and may show a list or a code many times.
new_days as (

    select
        kind,
        code,
        event_date,
        max_by(name, sort_key) as name,
        max(sort_key) as last_named,
        count(distinct case when kind <> 'platform' then event_id end)
        + count(case when kind = 'platform' then event_id end) as event_count
    from sightings_in_time
    group by kind, code, event_date

),

days as (

    select
        kind,
        code,
        name,
        last_named,
        event_count,
        event_date
    from new_days

    union all

    select
        silver_sighting_days.kind,
        silver_sighting_days.code,
        silver_sighting_days.name,
        silver_sighting_days.last_named,
        silver_sighting_days.event_count,
        silver_sighting_days.event_date
    from silver_sighting_days
    inner join new_days
        on
            silver_sighting_days.kind = new_days.kind
            and silver_sighting_days.code = new_days.code
            and silver_sighting_days.event_date = new_days.event_date
    where {{ on_dates('silver_sighting_days.event_date', 'new_events.event_date') }}

)

select
    kind,
    code,
    event_date,
    max_by(name, last_named) as name,
    max(last_named) as last_named,
    cast(sum(event_count) as bigint) as event_count
from days
group by kind, code, event_date
