-- vw_payments_daily: what was paid, failed and paid back, by the day of the payment.
-- kind: view
-- grain: one row per day with a payment
-- key: payment_date
-- inputs: fct_payments
-- owner: finance
-- not null: payments, paid_payments, failed_payments, paid_value, failed_value, refunded_value
-- columns:
--   payment_date: the day of the payment's first event
--   payments: payments, count
--   paid_payments: of these, payments that succeeded, be it later or paid back since, count
--   failed_payments: of these, payments that did not, count
--   paid_value: value of the payments that succeeded, in the reporting currency
--   failed_value: value of those that did not, in the reporting currency
--   refunded_value: what of the day's payments was refunded or charged back, whenever that was, in the
--     reporting currency
--   refund_rate: share of the paid value that was paid back, 0 to 1; of what is only known to be
--     paid back, all
--
-- A payment that is only told as refunded was paid.

with payments as (

    select
        payment_date,
        amount,
        refunded_value,
        paid_at is not null or status in ('refunded', 'charged_back') as is_paid
    from fct_payments

)

select
    payment_date,
    count(*) as payments,
    count(*) filter (where is_paid) as paid_payments,
    count(*) filter (where not is_paid) as failed_payments,
    {{ money('coalesce(sum(amount) filter (where is_paid), 0)') }} as paid_value,
    {{ money('coalesce(sum(amount) filter (where not is_paid), 0)') }} as failed_value,
    {{ money('coalesce(sum(refunded_value) filter (where is_paid), 0)') }} as refunded_value,
    {{ rate(
        'coalesce(sum(refunded_value) filter (where is_paid), 0)',
        'sum(amount) filter (where is_paid)',
    ) }} as refund_rate
from payments
group by payment_date
