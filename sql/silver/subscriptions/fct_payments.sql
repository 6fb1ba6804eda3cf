-- fct_payments: what people paid, tried to pay and were paid back.
-- kind: replace
-- grain: one row per payment
-- key: payment_id
-- scope: touched_payments
-- inputs: touched_payments, silver_billing_events
-- owner: finance
-- not null: event_id, status, first_status, amount, amount_original, refunded_value, attempted_at, payment_date
-- one of: status (succeeded | failed | refunded | charged_back), first_status (succeeded | failed | refunded | charged_back)
-- refers to: event_id (fct_events)
-- columns:
--   payment_id: the payment, as the shop calls it; its event where it has no id
--   event_id: the first event of the payment
--   invoice_id: the invoice that is paid
--   subscription_id: the subscription that is paid
--   order_id: the order that is paid: `transaction_id` as the payment names it
--   visitor_id: the first visitor that the payment names
--   user_id: the first person that the payment names; none where it names nobody
--   status: what the last event says
--   first_status: what the first event says
--   failure_code: why it failed last; empty where it never failed
--   currency: currency of `amount_original`: as named, else the shop's own
--   amount: what was paid or tried, in the reporting currency
--   amount_original: what was paid or tried, in `currency`
--   refunded_value: what was refunded or charged back, in the reporting currency, at most `amount`
--   attempted_at: the first event, UTC
--   paid_at: when it first succeeded, UTC; empty while it did not
--   payment_date: the day of `attempted_at`
--
-- A payment may be told many times: failed, then paid, then refunded in parts. Each column comes
-- from the first event that has it, the amount from one that succeeded, else from one that failed,
-- else from what was paid back. What does not say how much was paid back pays back all.

with events as (

    select
        silver_billing_events.*,
        {{ sort_key('silver_billing_events.event_at', 'silver_billing_events.event_id') }}
            as sort_key,
        case
            when silver_billing_events.status = 'succeeded' then 0
            when silver_billing_events.status = 'failed' then 1
            else 2
        end as value_rank,
        {{ in_reporting('silver_billing_events.value', 'silver_billing_events.currency') }}
            as amount
    from silver_billing_events
    where
        silver_billing_events.event_name = 'payment'
        and silver_billing_events.payment_id in (
            select touched_payments.payment_id from touched_payments
        )

),

payments as (

    select
        payment_id,
        min_by(event_id, sort_key) as event_id,
        {{ first_of('invoice_id') }} as invoice_id,
        {{ first_of('subscription_id') }} as subscription_id,
        {{ first_of('transaction_id') }} as order_id,
        {{ first_of('visitor_id') }} as visitor_id,
        {{ first_of('user_id') }} as user_id,
        max_by(status, sort_key) as status,
        min_by(status, sort_key) as first_status,
        max_by(failure_code, sort_key) filter (where failure_code is not null) as failure_code,
        min_by({{ currency_of('currency') }}, concat(cast(value_rank as string), sort_key)) filter (
            where value is not null
        ) as currency,
        min_by(value, concat(cast(value_rank as string), sort_key)) filter (
            where value is not null and value_rank < 2
        ) as amount_original,
        min_by(amount, concat(cast(value_rank as string), sort_key)) filter (
            where value is not null and value_rank < 2
        ) as amount,
        coalesce(sum(value) filter (where value_rank = 2), 0) as claimed_original,
        coalesce(sum(amount) filter (where value_rank = 2), 0) as claimed,
        max(case when value_rank = 2 and value is null then 1 else 0 end) as has_whole_refund,
        min(event_at) as attempted_at,
        min(case when status = 'succeeded' then event_at end) as paid_at
    from events
    group by payment_id

)

select
    payment_id,
    event_id,
    invoice_id,
    subscription_id,
    order_id,
    visitor_id,
    user_id,
    status,
    first_status,
    failure_code,
    coalesce(currency, {{ currency_of('null') }}) as currency,
    {{ money('coalesce(amount, claimed)') }} as amount,
    {{ money('coalesce(amount_original, claimed_original)') }} as amount_original,
    {{ money(
        'case when has_whole_refund = 1 then coalesce(amount, claimed)'
        ~ ' else least(claimed, coalesce(amount, claimed)) end'
    ) }} as refunded_value,
    attempted_at,
    paid_at,
    {{ date_of('attempted_at') }} as payment_date
from payments
