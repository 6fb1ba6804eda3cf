-- arpu: monthly recurring revenue for each customer at the end of the month.
-- team: finance
-- unit: average
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- Of subscriptions; `revenue_per_user` is that of the shop's orders.

select
    month_start as period_start,
    'all' as segment,
    arpu as value
from vw_mrr_monthly
