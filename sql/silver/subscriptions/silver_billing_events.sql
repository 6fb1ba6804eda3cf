-- silver_billing_events: every event of a subscription or payment, with what it alone tells.
-- kind: append
-- grain: one row per event
-- key: event_id
-- scope: new_billing_events
-- inputs: new_billing_events
-- owner: finance
-- not null: event_name, event_at, event_date
-- refers to: event_id (fct_events)
-- columns:
--   event_id, event_name, visitor_id
--   user_id: the person, where this event names one
--   subscription_id: the subscription, as the shop calls it
--   payment_id: the payment; the event where a payment has no id, none for subscriptions
--   invoice_id: the invoice that a payment is for
--   transaction_id: the order that a payment is for
--   plan_id: the plan of a subscription
--   interval: what `value` pays for: `day`, `week`, `month`, `quarter` or `year`
--   status: what became of a payment: `succeeded`, `failed`, `refunded` or `charged_back`
--   failure_code: why a payment failed
--   currency, value, event_at, event_date
--
-- Compact, so that a subscription or a payment can look back without bounds. A wish to leave
-- (`subscription_cancel`) stands here alone: it moves no money before the end.

select
    event_id,
    event_name,
    visitor_id,
    user_id,
    subscription_id,
    payment_id,
    invoice_id,
    transaction_id,
    plan_id,
    new_billing_events.interval,
    status,
    failure_code,
    currency,
    value,
    event_at,
    event_date
from new_billing_events
