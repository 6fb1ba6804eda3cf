-- channel_performance: Which channels earn their money?
-- team: marketing
-- views: vw_attribution_daily
-- example: Nothing is told of costs, so there is no return to see. Links from other sites brought 21 of 44 orders, visits that name no source the dearest ones.
--
-- Credit goes to the last visit that is not Direct (`last_non_direct`); another model is another word in
-- the query. Both ratios are of sums, over all days. Costs come as `marketing_cost` events.

select
    channel,
    round(sum(orders), 2) as orders,
    round(sum(revenue), 2) as revenue,
    round(sum(cost), 2) as cost,
    round(sum(revenue) / case when sum(cost) > 0 then sum(cost) end, 2) as roas,
    round(sum(cost) / nullif(sum(orders), 0), 2) as cost_per_order
from vw_attribution_daily
where model = 'last_non_direct'
group by all
order by revenue desc, cost desc nulls last, channel asc
