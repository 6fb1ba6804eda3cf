-- touched_sightings: days on which new events show a platform, list, campaign or experiment.
-- kind: scope
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- inputs: new_events, fct_events, fct_event_items
-- owner: growth

select distinct
    kind,
    code,
    event_date
from (
    {{ sightings(only_new=true) }}
)
