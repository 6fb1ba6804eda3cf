-- platforms: How do the platforms compare in users, engagement and revenue?
-- team: growth
-- views: vw_platform_daily_performance_sessions
-- example: The shop had a website only.
--
-- Sessions, orders and revenue add up over days; users do not, for a person who comes on two days
-- is one user of each. So users are told as an average day's.

select
    platform_id,
    sum(sessions) as sessions,
    round(sum(unique_users) / count(distinct session_date), 2) as users_per_day,
    round(sum(total_events) / nullif(sum(sessions), 0), 2) as events_per_session,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate,
    round(sum(sessions_with_click) / nullif(sum(sessions_exposed), 0), 4) as click_through_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue) / nullif(sum(orders), 0), 2) as average_order_value,
    round(sum(revenue) / nullif(sum(sessions), 0), 2) as revenue_per_session
from vw_platform_daily_performance_sessions
group by platform_id
order by revenue desc, platform_id asc
