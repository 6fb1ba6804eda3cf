-- month_1_retention_rate: share of the persons first active in a month who are active the month after.
-- team: growth
-- unit: rate
-- good: up
-- period: month
-- views: vw_retention
--
-- By segment of the person, too. By the month of the first activity; empty until the later one is over.

select
    cohort_start as period_start,
    segment,
    case when not is_first_period then retention_rate end as value,
    cohort_users as out_of
from vw_retention
where period = 'month' and mode = 'on' and periods_later = 1
