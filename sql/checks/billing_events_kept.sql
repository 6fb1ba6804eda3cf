-- billing_events_kept: every event of a subscription or payment is kept once, with its subscription or payment
-- when: verify
-- severity: fail

select
    fct_events.event_id,
    fct_events.event_name,
    silver_billing_events.subscription_id,
    silver_billing_events.payment_id
from fct_events
left join silver_billing_events on fct_events.event_id = silver_billing_events.event_id
where
    fct_events.event_name in (
        'payment', 'subscription_cancel', 'subscription_change', 'subscription_end',
        'subscription_start'
    )
    and (
        silver_billing_events.event_id is null
        or (fct_events.event_name = 'payment' and silver_billing_events.payment_id is null)
        or (fct_events.event_name <> 'payment' and silver_billing_events.subscription_id is null)
    )
