-- payment_failure_rate: share of the invoices of the month whose first payment failed.
-- team: finance
-- unit: rate
-- good: down
-- period: month
-- views: vw_invoice_recovery_monthly

select
    month_start as period_start,
    'all' as segment,
    failure_rate as value,
    invoices as out_of
from vw_invoice_recovery_monthly
