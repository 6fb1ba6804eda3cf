-- activation_rate: share of the new persons of the week who soon did what makes them stay.
-- team: growth
-- unit: rate
-- good: up
-- period: week
-- views: vw_activation_weekly
--
-- By segment of the person, too. What it takes stands in `growth.activation`; a week is empty until its last
-- person has had the days.

select
    week_start as period_start,
    segment,
    case when not is_first_period then activation_rate end as value,
    new_users as out_of
from vw_activation_weekly
