-- recurring_revenue: How does what subscribers pay a month grow or shrink?
-- team: finance
-- views: vw_mrr_monthly
-- example: Nobody subscribes to anything at this shop, so the table is empty.
--
-- Start, new, reactivated, expansion, contraction and churn make the end, to the last digit.

select
    month_start as month,
    is_complete,
    mrr_start,
    new_mrr,
    reactivation_mrr,
    expansion_mrr,
    contraction_mrr,
    churned_mrr,
    mrr_end,
    round(nrr, 4) as nrr,
    round(grr, 4) as grr
from vw_mrr_monthly
order by month asc nulls last
