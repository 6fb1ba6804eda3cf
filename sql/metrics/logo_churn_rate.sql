-- logo_churn_rate: share of the customers of the start of the month who pay nothing at its end.
-- team: finance
-- unit: rate
-- good: down
-- period: month
-- views: vw_mrr_monthly

select
    month_start as period_start,
    'all' as segment,
    logo_churn_rate as value,
    customers_start as out_of
from vw_mrr_monthly
