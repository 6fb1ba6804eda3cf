-- silver_identity_map: the person behind each visitor.
-- kind: replace
-- grain: one row per visitor
-- key: visitor_id
-- scope: touched_identities
-- inputs: touched_identities
-- owner: growth
-- not null: user_id, first_seen_at, last_seen_at
-- refers to: user_id (dim_users)
-- columns:
--   visitor_id
--   user_id: the last `user_id` ever seen for the visitor, else the visitor
--   first_seen_at: first event, UTC
--   last_seen_at: last event, UTC
--   last_login_at: last event with a `user_id`, UTC
--   last_login_event_id: that event
--   first_purchase_date
--   first_installments_date: first day with a purchase in more than one part
--
-- A visitor is the person of the last user id ever seen for it, else a person of its own. A login
-- re-assigns the visitor's earlier history, which is why facts and sessions keep the visitor.

select
    visitor_id,
    user_id,
    first_seen_at,
    last_seen_at,
    last_login_at,
    last_login_event_id,
    first_purchase_date,
    first_installments_date
from touched_identities
{%- if takes_back() %}
where first_seen_at is not null
{%- endif %}
