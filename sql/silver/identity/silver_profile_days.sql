-- silver_profile_days: what sign-ups and profiles told of each visitor on each day, last.
-- kind: replace
-- grain: one row per visitor, user named (none for what names nobody) and day
-- key: visitor_id, user_id?, event_date
-- scope: touched_profile_days
-- inputs: touched_profiles
-- dates: event_date
-- owner: growth
-- not null: has_signed_up
-- columns:
--   visitor_id
--   user_id: the person that the events name; none for events that name nobody
--   event_date
--   has_signed_up: a `sign_up` among them
--   segment: the segment told last
--   segment_sort_key: place in time of the event that told it
--   plan_id: the plan told last
--   plan_sort_key: place in time of the event that told it
--   channel: Google Analytics 4's default channel group of the source told last
--   channel_sort_key: place in time of the event that told it
--
-- Compact, so that a person can look back without bounds.

select
    visitor_id,
    user_id,
    event_date,
    has_signed_up,
    segment,
    segment_sort_key,
    plan_id,
    plan_sort_key,
    channel,
    channel_sort_key
from touched_profiles
