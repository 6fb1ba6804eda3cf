-- roas: revenue credited to channels that cost something, for each unit of their cost.
-- team: marketing
-- unit: ratio
-- good: up
-- period: month
-- views: vw_attribution_daily
--
-- By channel, too. Credit goes to the last visit that is not Direct; the other models are in
-- `vw_attribution_daily`. What costs nothing earns no return: its revenue is left out.

with months as (

    select
        {{ start_of('month', 'order_date') }} as period_start,
        channel,
        sum(revenue) as revenue,
        sum(cost) as cost
    from vw_attribution_daily
    where model = 'last_non_direct'
    group by {{ start_of('month', 'order_date') }}, channel

)

select
    period_start,
    'all' as segment,
    {{ ratio('sum(revenue)', 'sum(cost)') }} as value
from months
where cost > 0
group by period_start

union all

select
    period_start,
    channel as segment,
    {{ ratio('revenue', 'cost') }} as value
from months
where cost > 0
