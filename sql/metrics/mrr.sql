-- mrr: monthly recurring revenue at the end of the month.
-- team: finance
-- unit: money
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- Of the month that runs: as it stands.

select
    month_start as period_start,
    'all' as segment,
    mrr_end as value
from vw_mrr_monthly
