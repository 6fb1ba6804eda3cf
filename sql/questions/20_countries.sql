-- countries: Which countries do people come from, and where do they buy?
-- team: growth
-- views: vw_sessions_daily
-- example: The United States are under half of the visits and nearly all of the orders; Canada and India came and bought nothing.
--
-- The country is the first one that a visit names.

select
    coalesce(country, '(unknown)') as country,
    sum(sessions) as sessions,
    round(sum(sessions) / sum(sum(sessions)) over (), 4) as share_of_sessions,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue
from vw_sessions_daily
group by all
order by revenue desc, sessions desc, country asc
