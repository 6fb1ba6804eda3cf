-- device_visitors: Which devices bring people in, and which ones sell?
-- team: marketing
-- views: vw_device_daily
-- example: Phones bring three in ten of the new visitors and 2.5 % of the revenue; a desktop's visit is worth seventeen times as much.
--
-- Who looks on the phone and buys on the desktop without a login is two visitors here.

select
    device_category,
    sum(sessions) as sessions,
    sum(new_visitors) as new_visitors,
    sum(carts) as carts,
    sum(checkouts) as checkouts,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue) / nullif(sum(sessions), 0), 2) as revenue_per_session
from vw_device_daily
group by all
order by revenue desc, sessions desc, device_category asc
