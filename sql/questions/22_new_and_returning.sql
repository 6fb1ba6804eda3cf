-- new_and_returning: Do people who come back buy more than those who are new?
-- team: growth
-- views: vw_sessions_daily
-- example: Nearly all visits are new, as the data is a sample of visits and not of people: here nobody is seen to come back and buy.
--
-- A visit is new if it is the first ever of its person, on any device, as far back as the lake goes:
-- in its first weeks nearly everybody is.

select
    case when is_new_user then 'new' else 'returning' end as visitors,
    sum(sessions) as sessions,
    round(sum(bounces) / nullif(sum(sessions), 0), 4) as bounce_rate,
    round(sum(total_duration_seconds) / nullif(sum(sessions), 0), 1) as seconds_per_session,
    round(sum(sessions_with_purchase) / nullif(sum(sessions), 0), 4) as conversion_rate,
    sum(orders) as orders,
    round(sum(revenue), 2) as revenue
from vw_sessions_daily
where is_new_user is not null
group by all
order by visitors
