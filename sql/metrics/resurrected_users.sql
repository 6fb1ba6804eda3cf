-- resurrected_users: persons who are active again after a week or more without.
-- team: growth
-- unit: count
-- good: up
-- period: week
-- views: vw_growth_accounting
--
-- By segment of the person, too. Empty in the lake's first week.

select
    period_start,
    segment,
    case when not is_first_period then resurrected_users end as value
from vw_growth_accounting
where period = 'week'
