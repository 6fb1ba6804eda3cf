-- cost_per_order: cost of the month for each order credited to a channel that cost something.
-- team: marketing
-- unit: average
-- good: down
-- period: month
-- views: vw_attribution_daily
--
-- By channel, too. Credit goes to the last visit that is not Direct, as in `roas`.

with months as (

    select
        {{ start_of('month', 'order_date') }} as period_start,
        channel,
        sum(orders) as orders,
        sum(cost) as cost
    from vw_attribution_daily
    where model = 'last_non_direct'
    group by {{ start_of('month', 'order_date') }}, channel

)

select
    period_start,
    'all' as segment,
    {{ quotient('sum(cost)', 'sum(orders)') }} as value
from months
where cost > 0
group by period_start

union all

select
    period_start,
    channel as segment,
    {{ quotient('cost', 'orders') }} as value
from months
where cost > 0
