-- paying_customers: customers who pay for a subscription at the end of the month.
-- team: finance
-- unit: count
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- Of the month that runs: as it stands.

select
    month_start as period_start,
    'all' as segment,
    customers_end as value
from vw_mrr_monthly
