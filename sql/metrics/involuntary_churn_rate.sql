-- involuntary_churn_rate: share of the subscriptions that ended within 30 days of a failed invoice that was not recovered.
-- team: finance
-- unit: rate
-- good: down
-- period: month
-- views: vw_subscription_ends_monthly
--
-- Of the subscriptions that ended in the month; empty until 30 days after it.

select
    month_start as period_start,
    'all' as segment,
    involuntary_rate as value,
    ended as out_of
from vw_subscription_ends_monthly
