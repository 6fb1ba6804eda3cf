-- bounces: What is the bounce rate?
-- team: growth
-- views: vw_platform_daily_performance_sessions
-- example: Every second session leaves after one interaction. The shop had a website only, so its row and that of all platforms say the same.
--
-- Bounces over sessions, both summed first. The row without a platform is all of them together.

select
    platform_id,
    sum(sessions) as sessions,
    sum(bounces) as bounces,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate
from vw_platform_daily_performance_sessions
group by rollup (platform_id)
order by platform_id nulls first
