-- silver_sighting_days: how often a platform, list, campaign or experiment was seen on a day.
-- kind: replace
-- grain: one row per kind, code and day
-- key: kind, code, event_date
-- scope: touched_sightings
-- inputs: touched_sightings
-- dates: event_date
-- owner: growth
-- not null: event_count
-- one of: kind (platform | list | campaign | experiment)
-- columns:
--   kind: `platform`, `list`, `campaign` or `experiment`
--   code: id of the platform, list, campaign or experiment
--   event_date
--   name: last name seen
--   last_named: time, event and item of that name, as a text that sorts
--   event_count: events that show it, count
--
-- `kind` is platform, list, campaign or experiment; `name` is the last name that the day showed
-- (lists have names, the others none).

select
    kind,
    code,
    event_date,
    name,
    last_named,
    event_count
from touched_sightings
{%- if takes_back() %}
where event_count > 0
{%- endif %}
