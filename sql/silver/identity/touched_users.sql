-- touched_users: every person that a touched visitor is, was until this batch, or ever named.
-- kind: scope
-- grain: one row per person
-- key: user_id
-- inputs: touched_identities, touched_visitor_users, touched_profiles, silver_identity_map, retracted_events
-- chooses: rows
-- owner: growth
--
-- A login can take a visitor away from another person, so both are touched; a visitor that was not
-- known may have been a person by a profile alone.

select user_id
from touched_identities

union

select coalesce(former_user_id, visitor_id) as user_id
from touched_identities

union

select user_id
from touched_visitor_users
where user_id is not null
{%- if brings('profile', 'sign_up') %}

union

select
    coalesce(
        touched_profiles.user_id, silver_identity_map.user_id, touched_profiles.visitor_id
    ) as user_id
from touched_profiles
left join silver_identity_map on touched_profiles.visitor_id = silver_identity_map.visitor_id
{%- endif %}
{%- if takes_back() %}

union

select
    coalesce(
        retracted_events.user_id, silver_identity_map.user_id, retracted_events.visitor_id
    ) as user_id
from retracted_events
left join silver_identity_map on retracted_events.visitor_id = silver_identity_map.visitor_id
where
    retracted_events.event_name in ('profile', 'sign_up')
    and retracted_events.visitor_id is not null
{%- endif %}
