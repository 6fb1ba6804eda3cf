-- wau: persons with an interaction on any of the 7 days that end with the day.
-- team: growth
-- unit: count
-- good: up
-- period: day
-- views: vw_active_users_daily
--
-- By segment of the person, too. Empty before the lake's seventh day.

select
    day as period_start,
    segment,
    wau as value
from vw_active_users_daily
