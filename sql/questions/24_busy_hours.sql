-- busy_hours: On which weekdays and at what hours do people come, and when do they buy?
-- team: growth
-- views: vw_hourly_weekday
-- example: Wednesdays at six in the evening (UTC) are the busiest, with one visit in about two Wednesdays of this sample.
--
-- By the shop's clock (`calendar.timezone`), the busiest hours first. An hour has the visits
-- that began in it and the orders that were placed in it, so that an order may stand an hour after
-- its visit.

select
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][weekday_number] as weekday,
    hour_number as hour,
    sum(sessions) as sessions,
    round(sum(sessions) / sum(days), 2) as sessions_per_hour,
    sum(orders) as orders,
    round(sum(orders) / sum(days), 2) as orders_per_hour,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    round(sum(revenue), 2) as revenue
from vw_hourly_weekday
group by weekday_number, hour_number
having sum(sessions) + sum(orders) > 0
order by sessions desc, orders desc, weekday_number asc, hour_number asc
