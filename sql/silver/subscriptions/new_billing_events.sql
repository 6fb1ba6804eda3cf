-- new_billing_events: what new events tell of subscriptions and payments.
-- kind: scope
-- grain: one row per new event of a subscription or payment
-- key: event_id
-- events: payment, subscription_cancel, subscription_change, subscription_end, subscription_start
-- inputs: new_events
-- owner: finance
--
-- A payment without an id is one of its own.

select
    new_events.event_id,
    new_events.event_name,
    new_events.visitor_id,
    new_events.user_id,
    new_events.subscription_id,
    case
        when new_events.event_name = 'payment'
            then coalesce(new_events.payment_id, new_events.event_id)
    end as payment_id,
    new_events.invoice_id,
    new_events.transaction_id,
    new_events.plan_id,
    new_events.interval,
    new_events.status,
    new_events.failure_code,
    {{ named_currency('new_events') }} as currency,
    new_events.value,
    new_events.event_at,
    new_events.event_date
from new_events
where
    new_events.event_name in (
        'payment', 'subscription_cancel', 'subscription_change', 'subscription_end',
        'subscription_start'
    )
