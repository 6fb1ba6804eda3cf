-- touched_sightings: days on which new events show a platform, list, campaign or experiment.
-- kind: scope
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- inputs: new_events, new_items, retracted_events, retracted_items, standing_events, standing_items
-- before: silver_sighting_days (kind string, code string, name string, last_named string, event_count bigint, event_date date)
-- owner: growth
--
-- A day counts its events and keeps a last name, so what was known before the batch and what its
-- new events say are all that is needed: no event is ever new twice. Where events are taken back,
-- what they showed on their days is counted anew from what stands there; a row without events goes.

-- What is taken back stands between its conditions, which the linter takes for a wrong indent.
-- noqa: disable=LT02,RF01,ST03,ST11

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
{%- if takes_back() %}

retracted_sightings as (

    {{ sightings('retracted_events', 'retracted_items') }}

),

retracted_days as (

    select distinct
        kind,
        code,
        event_date
    from retracted_sightings

),

standing_sightings as (

    {{ sightings('standing_events', 'standing_items') }}

),

all_sightings as (

    select *
    from sightings

    union all

    select standing_sightings.*
    from standing_sightings
    inner join retracted_days
        on
            standing_sightings.kind = retracted_days.kind
            and standing_sightings.code = retracted_days.code
            and standing_sightings.event_date = retracted_days.event_date

),
{%- endif %}

sightings_in_time as (

    select
        *,
        case
            when name is not null
                then {{ item_sort_key('all_sightings' if takes_back() else 'sightings') }}
        end as sort_key
    from {{ 'all_sightings' if takes_back() else 'sightings' }}

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
    {%- if takes_back() %}

    union all

    select
        kind,
        code,
        cast(null as string) as name,
        cast(null as string) as last_named,
        0 as event_count,
        event_date
    from retracted_days
    {%- endif %}

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
    {%- if takes_back() %}
    left join retracted_days
        on
            silver_sighting_days.kind = retracted_days.kind
            and silver_sighting_days.code = retracted_days.code
            and silver_sighting_days.event_date = retracted_days.event_date
    {%- endif %}
    where
        {{ on_dates('silver_sighting_days.event_date', 'new_events.event_date') }}
        {%- if takes_back() %}
        and retracted_days.code is null
        {%- endif %}

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
