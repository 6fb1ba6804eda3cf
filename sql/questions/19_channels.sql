-- channels: Which channels bring visits, buyers and revenue?
-- team: growth
-- views: vw_sessions_daily
-- example: Links from other sites bring most orders, and visits that name no source the dearest ones. Paid search brought 76 visits and no order. With 44 orders a year, one more or less changes a row.
--
-- Every visit has one channel, Google Analytics 4's default group of its first source. Orders without
-- a visit stand under `(no visit)`.

select
    coalesce(channel, '(no visit)') as channel,
    sum(sessions) as sessions,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue) / nullif(sum(sessions), 0), 2) as revenue_per_session
from vw_sessions_daily
group by all
order by revenue desc, sessions desc, channel asc
