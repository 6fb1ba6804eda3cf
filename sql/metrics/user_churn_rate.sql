-- user_churn_rate: share of the persons of the week before who are not active in this one.
-- team: growth
-- unit: rate
-- good: down
-- period: week
-- views: vw_growth_accounting
--
-- By segment of the person, too. Of visits; `logo_churn_rate` is that of subscriptions.

select
    period_start,
    segment,
    churn_rate as value,
    retained_users + churned_users as out_of
from vw_growth_accounting
where period = 'week'
