-- vw_invoice_recovery_monthly: how many invoices failed at first, and how many of these were paid after all.
-- kind: view
-- grain: one row per month in which an invoice was tried for the first time
-- key: month_start
-- inputs: fct_payments, watermark
-- owner: finance
-- not null: invoices, failed_invoices, recovered_invoices, failed_value, recovered_value, is_complete, is_seen_30_days
-- columns:
--   month_start: the first day of the month of the first payment
--   invoices: invoices, count; a payment without an invoice is one of its own
--   failed_invoices: of these, invoices whose first payment failed, count
--   recovered_invoices: of those, invoices that were paid within 30 days of it, count
--   failed_value: value of the invoices that failed first, in the reporting currency
--   recovered_value: of it, what was paid within 30 days, in the reporting currency
--   failure_rate: `failed_invoices` ÷ `invoices`, 0 to 1; empty until the month is over
--   recovery_rate: `recovered_invoices` ÷ `failed_invoices`, 0 to 1; empty until all had 30 days
--   is_complete: the month's last day is over
--   is_seen_30_days: 30 days after the month's last day are over

with invoices as (

    {{ tried_invoices() | indent }}

),

months as (

    select
        {{ start_of('month', 'first_tried_on') }} as month_start,
        count(*) as invoices,
        count(*) filter (where has_failed) as failed_invoices,
        count(*) filter (where has_failed and is_paid_in_30_days) as recovered_invoices,
        coalesce(sum(amount) filter (where has_failed), 0) as failed_value,
        coalesce(sum(amount) filter (where has_failed and is_paid_in_30_days), 0)
            as recovered_value
    from invoices
    group by {{ start_of('month', 'first_tried_on') }}

),

months_with_end as (

    select
        months.*,
        {{ start_of('month', add_days('months.month_start', 31)) }} as next_start
    from months

),

months_with_state as (

    select
        months_with_end.*,
        months_with_end.next_start <= watermark.event_date as is_complete,
        {{ add_days('months_with_end.next_start', 30) }} <= watermark.event_date as is_seen_30_days
    from months_with_end
    cross join watermark

)

select
    month_start,
    invoices,
    failed_invoices,
    recovered_invoices,
    {{ money('failed_value') }} as failed_value,
    {{ money('recovered_value') }} as recovered_value,
    case when is_complete then {{ rate('failed_invoices', 'invoices') }} end as failure_rate,
    case when is_seen_30_days then {{ rate('recovered_invoices', 'failed_invoices') }} end
        as recovery_rate,
    is_complete,
    is_seen_30_days
from months_with_state
