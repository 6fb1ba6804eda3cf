-- weekly_buyers: persons who placed an order in the week, each once.
-- team: growth
-- unit: count
-- good: up
-- period: week
-- views: vw_active_users_by_period
--
-- What a shop lives on, and what one large order does not lift: the north star, unless
-- `growth.north_star` names another metric.

select
    period_start,
    'all' as segment,
    buyers as value
from vw_active_users_by_period
where period = 'week'
