-- touched_payments: the payments that new events tell of.
-- kind: scope
-- grain: one row per payment
-- key: payment_id
-- events: payment
-- inputs: new_billing_events, retracted_billing_events
-- chooses: rows
-- owner: finance

select distinct payment_id
from new_billing_events
where event_name = 'payment'
{%- if takes_back() %}

union

select payment_id
from retracted_billing_events
where event_name = 'payment'
{%- endif %}
