-- power_user_rate: share of the active persons of four weeks with power: active on so many days of them.
-- team: growth
-- unit: rate
-- good: up
-- period: week
-- views: vw_power_users
--
-- By segment of the person, too. From `growth.power_user_days` on; the week is the last of the four.

select
    week_start as period_start,
    segment,
    {{ rate('coalesce(sum(users) filter (where is_power), 0)', 'sum(users)') }} as value,
    sum(users) as out_of
from vw_power_users
group by week_start, segment
