-- vw_product_discounts_daily: what each product sold for and what was taken off, day by day.
-- kind: view
-- grain: one row per day and product
-- key: order_date, product_id?
-- inputs: fct_order_items
-- owner: finance
-- columns:
--   order_date
--   product_id: the product; empty for revenue that no line names
--   orders: orders with the product, count
--   order_lines: order lines, count
--   discounted_lines, units
--   revenue: revenue allocated to the lines, in the reporting currency
--   discount_value: discounts on the lines, in the reporting currency
--   discount_rate

with products as (

    select
        order_date,
        product_id,
        count(distinct order_id) as orders,
        count(*) as order_lines,
        count(*) filter (where discount_value > 0) as discounted_lines,
        {{ money('sum(coalesce(quantity, 1))') }} as units,
        sum(allocated_revenue) as revenue,
        sum(coalesce(discount_value, 0)) as discount_value
    from fct_order_items
    group by order_date, product_id

)

select
    order_date,
    product_id,
    orders,
    order_lines,
    discounted_lines,
    units,
    {{ money('revenue') }} as revenue,
    {{ money('discount_value') }} as discount_value,
    {{ rate('discount_value', total('revenue', 'discount_value')) }} as discount_rate
from products
