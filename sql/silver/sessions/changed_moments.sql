-- changed_moments: moments whose sessions may change.
-- kind: scope
-- grain: one row per event of a visitor that comes or is taken back, and per purchase event of a touched transaction
-- key: event_id
-- inputs: new_events, retracted_events, transaction_purchases
-- chooses: rows
-- owner: growth
--
-- A new purchase can move an order to another session, so that every session in which the
-- order was bought is touched. What the back office tells (profiles, subscriptions, payments)
-- changes none.

select
    event_id,
    visitor_id,
    platform as platform_id,
    event_at,
    event_date
from new_events
where visitor_id is not null and not {{ is_back_office('event_name') }}

union

select
    event_id,
    visitor_id,
    platform_id,
    event_at,
    event_date
from transaction_purchases
where visitor_id is not null
{%- if takes_back() %}

union

select
    event_id,
    visitor_id,
    platform_id,
    event_at,
    event_date
from retracted_events
where visitor_id is not null and not {{ is_back_office('event_name') }}
{%- endif %}
