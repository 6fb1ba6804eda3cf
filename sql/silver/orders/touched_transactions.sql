-- touched_transactions: the transactions that new purchases or refunds belong to.
-- kind: scope
-- grain: one row per order key
-- key: order_key
-- inputs: new_events
-- owner: finance
--
-- A transaction id that looks like the id of an order of another transaction touches that one.

select {{ order_key_of('new_events') }} as order_key
from new_events
where new_events.event_name in ('purchase', 'refund')

union

select {{ imitated_by('new_events.transaction_id') }} as order_key
from new_events
where
    new_events.event_name = 'purchase'
    and {{ imitated_by('new_events.transaction_id') }} is not null
