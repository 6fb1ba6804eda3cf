-- daily_trends: How did the last two weeks go, day by day?
-- team: marketing
-- views: vw_channel_daily
-- example: Five visits a day, and an order every eighth day: the days of one order are chance.
--
-- `revenue_7_days` is that of the day and the six days with visits before it, which takes the week's
-- rhythm out. A day of late events changes when they arrive.

select
    session_date,
    sum(sessions) as sessions,
    sum(new_visitors) as new_visitors,
    sum(orders) as orders,
    round(sum(buying_sessions) / nullif(sum(sessions), 0), 4) as conversion_rate,
    round(sum(revenue), 2) as revenue,
    round(sum(sum(revenue)) over (order by session_date rows 6 preceding), 2) as revenue_7_days,
    round(sum(cost), 2) as cost
from vw_channel_daily
group by session_date
qualify session_date > max(session_date) over () - 14
order by session_date desc
