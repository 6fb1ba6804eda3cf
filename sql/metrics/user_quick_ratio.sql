-- user_quick_ratio: persons who are new or came back, for each one that went.
-- team: growth
-- unit: ratio
-- good: up
-- period: week
-- views: vw_growth_accounting
--
-- By segment of the person, too. Below 1 the number of active persons falls.

select
    period_start,
    segment,
    quick_ratio as value
from vw_growth_accounting
where period = 'week'
