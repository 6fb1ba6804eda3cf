-- vw_revenue_by_category_daily: what each category and brand sold, day by day.
-- kind: view
-- grain: one row per day, category and brand
-- key: order_date, category?, brand?
-- inputs: fct_order_items, silver_product_states
-- owner: product
-- not null: orders, order_lines, units, revenue
-- columns:
--   order_date
--   category: category as the order was placed: the line's own, else what was known of the product
--     that day; empty where neither tells
--   brand: brand as the order was placed, likewise
--   orders: orders with such a line, count; an order of several categories counts in each
--   order_lines: order lines, count
--   discounted_lines, units
--   revenue: revenue allocated to the lines, in the reporting currency
--   discount_value: discounts on the lines, in the reporting currency
--   discount_rate
--
-- A product that moves to another category takes nothing along that was sold before.

with lines as (

    {{ described_lines() | indent }}

),

categories as (

    select
        order_date,
        category,
        brand,
        count(distinct order_id) as orders,
        count(*) as order_lines,
        count(*) filter (where discount_value > 0) as discounted_lines,
        {{ money('sum(case when item_position > 0 then coalesce(quantity, 1) else 0 end)') }}
            as units,
        sum(allocated_revenue) as revenue,
        sum(coalesce(discount_value, 0)) as discount_value
    from lines
    group by order_date, category, brand

)

select
    order_date,
    category,
    brand,
    orders,
    order_lines,
    discounted_lines,
    units,
    {{ money('revenue') }} as revenue,
    {{ money('discount_value') }} as discount_value,
    {{ rate('discount_value', total('revenue', 'discount_value')) }} as discount_rate
from categories
