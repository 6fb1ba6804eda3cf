-- silver_visitor_users: what each visitor did under each name, and while nobody was named.
-- kind: replace
-- grain: one row per visitor and user named (none for what nobody named)
-- key: visitor_id, user_id?
-- scope: touched_identities
-- inputs: touched_visitor_users
-- owner: growth
-- not null: first_seen_at, last_seen_at, last_event_id
-- columns:
--   visitor_id
--   user_id: the person that the events name; none for events that name nobody
--   first_seen_at: first such event, UTC
--   last_seen_at: last such event, UTC
--   last_event_id: that event
--   first_purchase_date
--   first_installments_date: first day with a purchase in installments, UTC
--
-- Compact, so that a person can look back without bounds: what somebody did while named stays
-- theirs on a shared device, and what nobody named goes to whom the visitor belongs.

select
    visitor_id,
    user_id,
    first_seen_at,
    last_seen_at,
    last_event_id,
    first_purchase_date,
    first_installments_date
from touched_visitor_users
{%- if takes_back() %}
where first_seen_at is not null
{%- endif %}
