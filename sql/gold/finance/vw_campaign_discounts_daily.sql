-- vw_campaign_discounts_daily: what each campaign took off, day by day.
-- kind: view
-- grain: one row per day and campaign
-- key: order_date, campaign_id
-- inputs: fct_order_items
-- owner: finance
-- columns:
--   order_date
--   campaign_id: the campaign's code
--   orders: orders with a line of the campaign, count
--   order_lines: order lines of the campaign, count
--   discounted_lines
--   revenue: revenue allocated to these lines, in the reporting currency; a line of several
--     campaigns counts in each
--   discount_value: discounts on these lines, in the reporting currency, likewise
--   discount_rate

with lines as (

    select
        fct_order_items.order_date,
        fct_order_items.order_id,
        fct_order_items.allocated_revenue,
        fct_order_items.discount_value,
        {{ each_of('fct_order_items.campaign_ids') }} as campaign_id
    from fct_order_items

),

campaigns as (

    select
        order_date,
        campaign_id,
        count(distinct order_id) as orders,
        count(*) as order_lines,
        count(*) filter (where discount_value > 0) as discounted_lines,
        sum(allocated_revenue) as revenue,
        sum(coalesce(discount_value, 0)) as discount_value
    from lines
    group by order_date, campaign_id

)

select
    order_date,
    campaign_id,
    orders,
    order_lines,
    discounted_lines,
    {{ money('revenue') }} as revenue,
    {{ money('discount_value') }} as discount_value,
    {{ rate('discount_value', total('revenue', 'discount_value')) }} as discount_rate
from campaigns
