-- changed_moments: moments whose sessions may change.
-- kind: scope
-- grain: one row per new event of a visitor, and per purchase event of a touched transaction
-- key: event_id
-- inputs: new_events, silver_purchase_events, touched_transactions
-- chooses: rows
-- owner: growth
--
-- A new purchase can move an order to another session, so that every session in which the
-- order was bought is touched.

select
    event_id,
    visitor_id,
    platform as platform_id,
    event_at,
    event_date
from new_events
where visitor_id is not null

union

select
    silver_purchase_events.event_id,
    silver_purchase_events.visitor_id,
    silver_purchase_events.platform_id,
    silver_purchase_events.event_at,
    silver_purchase_events.event_date
from silver_purchase_events
inner join touched_transactions
    on silver_purchase_events.order_key = touched_transactions.order_key
where
    silver_purchase_events.visitor_id is not null
    and silver_purchase_events.event_name = 'purchase'
