-- touched_payments: the payments that new events tell of.
-- kind: scope
-- grain: one row per payment
-- key: payment_id
-- events: payment
-- inputs: new_billing_events
-- chooses: rows
-- owner: finance

select distinct payment_id
from new_billing_events
where event_name = 'payment'
