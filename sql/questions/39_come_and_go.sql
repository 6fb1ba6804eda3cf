-- come_and_go: Do more people come, or come back, than leave?
-- team: growth
-- views: vw_growth_accounting
-- example: Some 150 new people replace the 150 of the month before: all but one or two in a hundred leave, and the quick ratio stays near 1.
--
-- A quick ratio above 1 grows. Write `week` or `day` for the others; a month that is not whole has
-- no rates.

select
    period_start as month,
    is_complete,
    active_users,
    new_users,
    retained_users,
    resurrected_users,
    churned_users,
    change,
    round(quick_ratio, 4) as quick_ratio,
    round(churn_rate, 4) as churn_rate
from vw_growth_accounting
where period = 'month' and segment = 'all'
order by month asc nulls last
