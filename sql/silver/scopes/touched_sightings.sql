-- touched_sightings: days on which new events show a platform, list, campaign or experiment.
-- kind: scope
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- inputs: new_events, new_items
-- owner: growth

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

)

select distinct
    kind,
    code,
    event_date
from sightings
