-- Funnel: how many sessions came from a list to a purchase
-- bars: sessions
with steps as (

    select
        step,
        step_name,
        cast(sum(sessions) as bigint) as sessions
    from vw_funnel_daily
    group by step, step_name

)

select
    step_name as step,
    sessions,
    cast(sessions * 1.0 / nullif(lag(sessions) over (order by step), 0) as decimal(9, 4))
        as from_previous_rate
from steps
order by steps.step
