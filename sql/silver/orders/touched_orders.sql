-- touched_orders: orders that new purchases, refunds or moved sessions may change.
-- kind: scope
-- grain: one row per order key
-- key: order_key
-- inputs: touched_transactions, sessionized_events
-- chooses: rows
-- owner: finance

select order_key
from touched_transactions

union

select coalesce(transaction_id, event_id) as order_key
from sessionized_events
where event_name = 'purchase'
