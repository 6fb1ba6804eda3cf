-- devices: On which devices do people drop out?
-- team: growth
-- views: vw_sessions_daily
-- example: Phones are three in ten visits and two of 44 orders: they fill carts little more than half as often as desktops, and begin a checkout a fifth as often.
--
-- Shares are of all visits on the device. A device that fills carts as others do and buys less has a
-- checkout to look at.

select
    coalesce(device_category, '(unknown)') as device_category,
    sum(sessions) as sessions,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate,
    round(sum(sessions_with_view) / nullif(sum(sessions), 0), 4) as view_rate,
    round(sum(sessions_with_cart) / nullif(sum(sessions), 0), 4) as cart_rate,
    round(sum(sessions_with_checkout) / nullif(sum(sessions), 0), 4) as checkout_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    round(sum(revenue) / nullif(sum(orders), 0), 2) as average_order_value
from vw_sessions_daily
group by all
order by sessions desc, device_category asc
