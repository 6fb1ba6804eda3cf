-- view_to_purchase: How many of the sessions that view a product end in a purchase?
-- team: marketing
-- views: vw_platform_daily_performance_sessions
-- example: One in twenty of the sessions with a product view buys. 19 of the 44 buying sessions show no product view at all, so they are not among these.
--
-- Counts are summed over the days first. The last rate is of all sessions, also of those that saw
-- no product.

select
    platform_id,
    sum(sessions) as sessions,
    sum(sessions_with_view) as with_view,
    sum(sessions_with_view_and_checkout) as with_view_and_checkout,
    sum(sessions_with_view_and_purchase) as with_view_and_purchase,
    round(sum(sessions_with_view_and_checkout) / nullif(sum(sessions_with_view), 0), 4)
        as view_to_checkout_rate,
    round(sum(sessions_with_checkout_and_purchase) / nullif(sum(sessions_with_checkout), 0), 4)
        as checkout_to_purchase_rate,
    round(sum(sessions_with_view_and_purchase) / nullif(sum(sessions_with_view), 0), 4)
        as view_to_purchase_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate
from vw_platform_daily_performance_sessions
group by platform_id
order by sessions desc, platform_id asc
