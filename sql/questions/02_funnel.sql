-- funnel: Where do people drop out on the way from a list to a purchase?
-- team: growth
-- views: vw_funnel_daily
-- example: Most are lost between the list and the product page. After that each step keeps about a third, and the checkout loses more than half.
--
-- A session counts at a step if it reached it after all the steps before it. The rates come from
-- the sums of the sessions over all days.

with steps as (

    select
        step,
        step_name,
        sum(sessions) as sessions,
        sum(drop_off) as drop_off
    from vw_funnel_daily
    group by step, step_name

)

select
    step,
    step_name,
    sessions,
    round(sessions / nullif(lag(sessions) over (order by step), 0), 4) as rate_from_previous,
    round(sessions / nullif(first_value(sessions) over (order by step), 0), 4) as rate_from_first,
    drop_off,
    drop_off = max(drop_off) over () as is_biggest_drop_off
from steps
order by step
