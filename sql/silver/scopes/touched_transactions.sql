-- touched_transactions: the transactions that new purchases or refunds belong to.
-- kind: scope
-- grain: one row per order key
-- key: order_key
-- inputs: new_events
-- owner: finance

select distinct {{ order_key_of('new_events') }} as order_key
from new_events
where new_events.event_name in ('purchase', 'refund')
