-- vw_attribution_daily: what each campaign brought and cost by day, in each attribution model.
-- kind: view
-- grain: one row per day, model, channel, source, medium and campaign
-- key: order_date, model, channel, source?, medium?, campaign?
-- inputs: vw_attribution, fct_marketing_costs
-- owner: marketing
-- not null: orders, revenue
-- one of: model (first_click | last_click | last_non_direct | linear | position_based | time_decay)
-- columns:
--   order_date: the day of the orders, and of the spend
--   model: how credit is shared
--   channel: Google Analytics 4's default channel group; `(unattributed)` for orders without a touch
--   source, medium, campaign
--   orders: orders credited, count with six places: 0 to 1 for each
--   revenue: revenue credited, in the reporting currency
--   cost: what was spent, less what was credited, in the reporting currency; empty where none is told
--   roas: revenue for each unit of cost, in the reporting currency; empty without cost, or where it
--     is 0 or less
--   cost_per_order: cost for each order credited, in the reporting currency; empty without cost or
--     order
--
-- By day and model, orders and revenue add up to those of all orders. Of a longer time or of a
-- channel, take the ratio of sums. Every model shows the whole cost.

with models as (

    {{ attribution_models() | indent }}

),

credits_and_costs as (

    select
        order_date,
        model,
        channel,
        source,
        medium,
        campaign,
        credit,
        revenue,
        cast(null as decimal(18, 4)) as cost
    from vw_attribution
    where credit > 0 or revenue > 0

    union all

    select
        fct_marketing_costs.cost_date as order_date,
        models.model,
        fct_marketing_costs.channel,
        fct_marketing_costs.source,
        fct_marketing_costs.medium,
        fct_marketing_costs.campaign,
        0 as credit,
        0 as revenue,
        fct_marketing_costs.cost
    from fct_marketing_costs
    cross join models

),

days as (

    select
        order_date,
        model,
        channel,
        source,
        medium,
        campaign,
        sum(credit) as orders,
        sum(revenue) as revenue,
        sum(cost) as cost
    from credits_and_costs
    group by order_date, model, channel, source, medium, campaign

)

select
    order_date,
    model,
    channel,
    source,
    medium,
    campaign,
    cast(orders as decimal(18, 6)) as orders,
    {{ money('revenue') }} as revenue,
    {{ money('cost') }} as cost,
    {{ quotient('revenue', 'cost') }} as roas,
    {{ signed_quotient('cost', 'orders') }} as cost_per_order
from days
