-- mau: persons with an interaction on any of the 28 days that end with the day.
-- team: growth
-- unit: count
-- good: up
-- period: day
-- views: vw_active_users_daily
--
-- By segment of the person, too. Empty before the lake's 28th day.

select
    day as period_start,
    segment,
    mau as value
from vw_active_users_daily
