-- stickiness: share of 28 days on which who came at all was active: mean `dau` as a share of `mau`.
-- team: growth
-- unit: rate
-- good: up
-- period: day
-- views: vw_active_users_daily
--
-- By segment of the person, too.

select
    day as period_start,
    segment,
    stickiness as value
from vw_active_users_daily
