-- refunds: Which products are paid back, and how much of what they brought?
-- team: finance
-- views: vw_refunds_daily, vw_product_discounts_daily
-- example: The table is empty: nothing was paid back.
--
-- Refunds are shared out to the products of their orders, and add up to what was paid back.

with refunds as (

    select
        product_id,
        sum(refunds) as refunds,
        sum(refunded_value) as refunded_value
    from vw_refunds_daily
    group by product_id

),

sales as (

    select
        product_id,
        sum(revenue) as revenue
    from vw_product_discounts_daily
    group by product_id

)

select
    coalesce(refunds.product_id, '(none)') as product_id,
    refunds.refunds,
    round(refunds.refunded_value, 2) as refunded_value,
    round(sales.revenue, 2) as revenue,
    round(refunds.refunded_value / nullif(sales.revenue, 0), 4) as refunded_share
from refunds
inner join sales on refunds.product_id is not distinct from sales.product_id
order by refunded_value desc, product_id asc
