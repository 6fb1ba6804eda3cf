-- recovery_rate: share of the invoices that failed at first and were paid within 30 days.
-- team: finance
-- unit: rate
-- good: up
-- period: month
-- views: vw_invoice_recovery_monthly
--
-- By the month of the first payment; empty until all have had 30 days.

select
    month_start as period_start,
    'all' as segment,
    recovery_rate as value,
    failed_invoices as out_of
from vw_invoice_recovery_monthly
