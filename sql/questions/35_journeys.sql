-- journeys: How many visits does an order take, and how long?
-- team: marketing
-- views: vw_user_journeys
-- example: Every order was placed in the first visit of its week, most of them within ten minutes.
--
-- Visits count for at most `attribution.lookback_days` days; the one with the order is among them.
-- Where most journeys reach the limit, it is too short.

select
    sessions_to_convert,
    count(*) as orders,
    round(count(*) / sum(count(*)) over (), 4) as share_of_orders,
    round(median(hours_to_convert), 2) as median_hours,
    round(sum(revenue), 2) as revenue
from vw_user_journeys
group by all
order by sessions_to_convert asc
