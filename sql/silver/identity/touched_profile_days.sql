-- touched_profile_days: the visitors and days of whose profiles new events tell.
-- kind: scope
-- grain: one row per visitor and day
-- key: visitor_id, event_date
-- events: profile, sign_up
-- inputs: touched_profiles, retracted_events
-- chooses: rows
-- owner: growth

select distinct
    visitor_id,
    event_date
from touched_profiles
{%- if takes_back() %}

union

select
    visitor_id,
    event_date
from retracted_events
where event_name in ('profile', 'sign_up') and visitor_id is not null
{%- endif %}
