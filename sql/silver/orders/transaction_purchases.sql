-- transaction_purchases: the purchases of touched transactions.
-- kind: scope
-- grain: one row per purchase event
-- key: event_id
-- inputs: touched_transactions, silver_purchase_events
-- chooses: rows
-- owner: finance

select
    silver_purchase_events.event_id,
    silver_purchase_events.visitor_id,
    silver_purchase_events.platform_id,
    silver_purchase_events.event_at,
    silver_purchase_events.event_date
from silver_purchase_events
inner join touched_transactions
    on silver_purchase_events.order_key = touched_transactions.order_key
where silver_purchase_events.event_name = 'purchase'
