-- dau: persons with an interaction on the day.
-- team: growth
-- unit: count
-- good: up
-- period: day
-- views: vw_active_users_daily
--
-- By segment of the person, too.

select
    day as period_start,
    segment,
    dau as value
from vw_active_users_daily
