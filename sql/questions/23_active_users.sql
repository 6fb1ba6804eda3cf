-- active_users: How many people come to the shop each month, and how many of them are new?
-- team: growth
-- views: vw_active_users_by_period
-- example: Some 150 people a month, nearly all of them new, two or three in a hundred buy. The last month is one day long, and not whole.
--
-- Each person counts once a month. Write `week` or `day` for the others; a month that is not whole
-- says so.

select
    period_start as month,
    is_whole,
    active_users,
    new_users,
    returning_users,
    buyers,
    round(buyers / nullif(active_users, 0), 4) as buyers_per_user,
    sessions,
    round(sessions / nullif(active_users, 0), 2) as sessions_per_user,
    round(revenue / nullif(active_users, 0), 2) as revenue_per_user
from vw_active_users_by_period
where period = 'month'
order by month
