-- nrr: net revenue retention: what the customers of the start of the month pay at its end, as a multiple of what they paid.
-- team: finance
-- unit: ratio
-- good: up
-- period: month
-- views: vw_mrr_monthly
--
-- Above 1 where they pay more. Who came or came back within the month is not in it.

select
    month_start as period_start,
    'all' as segment,
    nrr as value
from vw_mrr_monthly
