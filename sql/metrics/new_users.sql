-- new_users: persons who were active for the first time ever.
-- team: growth
-- unit: count
-- good: up
-- period: week
-- views: vw_growth_accounting
--
-- By segment of the person, too. Empty in the lake's first week, whose people may have come before.

select
    period_start,
    segment,
    case when not is_first_period then new_users end as value
from vw_growth_accounting
where period = 'week'
