-- grr: gross revenue retention: the same, with nobody counted above what they paid.
-- team: finance
-- unit: rate
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- At most 1, and at most `nrr`.

select
    month_start as period_start,
    'all' as segment,
    grr as value
from vw_mrr_monthly
