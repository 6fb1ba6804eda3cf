-- revenue_per_user: net revenue of the month for each active person.
-- team: finance
-- unit: average
-- good: up
-- period: month
-- views: vw_revenue_per_user_monthly
--
-- Of the shop's orders; `arpu` is that of subscriptions.

select
    month_start as period_start,
    'all' as segment,
    arpu as value
from vw_revenue_per_user_monthly
