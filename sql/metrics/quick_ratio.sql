-- quick_ratio: MRR that came (new, reactivation, expansion) as a multiple of what went (contraction, churn).
-- team: finance
-- unit: ratio
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- Empty in a month in which nothing went.

select
    month_start as period_start,
    'all' as segment,
    quick_ratio as value
from vw_mrr_monthly
