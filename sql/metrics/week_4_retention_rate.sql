-- week_4_retention_rate: share of the persons first active in a week who are active 4 weeks later.
-- team: growth
-- unit: rate
-- good: up
-- period: week
-- views: vw_retention
--
-- By segment of the person, too. By the week of the first activity; empty until the later one is over.

select
    cohort_start as period_start,
    segment,
    case when not is_first_period then retention_rate end as value,
    cohort_users as out_of
from vw_retention
where period = 'week' and mode = 'on' and periods_later = 4
