-- vw_basket_pairs: products that are bought together, and how much oftener than by chance.
-- kind: view
-- grain: one row per product and other product of the same order; every pair stands both ways
-- key: product_id, other_product_id
-- inputs: fct_order_items, dim_products
-- owner: product
-- not null: orders_together, orders, other_orders, attach_rate, lift
-- columns:
--   product_id
--   product_name: its current name
--   other_product_id: the other product
--   other_product_name: its current name
--   orders_together: orders with both, count
--   orders: orders with the product, count
--   other_orders: orders with the other product, count
--   attach_rate: share of the product's orders that also have the other one, 0 to 1
--   lift: how many times as often as chance alone would bring both together, as a count; 1 is chance
--
-- Of all orders since the first. A pair of few orders says little, however great its lift.

with order_products as (

    select distinct
        order_id,
        product_id
    from fct_order_items
    where product_id is not null

),

products as (

    select
        product_id,
        count(*) as orders
    from order_products
    group by product_id

),

names as (

    select
        product_id,
        max_by(product_name, valid_from) as product_name
    from dim_products
    where is_current and product_name is not null
    group by product_id

),

pairs as (

    select
        order_products.product_id,
        others.product_id as other_product_id,
        count(*) as orders_together
    from order_products
    inner join order_products as others
        on
            order_products.order_id = others.order_id
            and order_products.product_id <> others.product_id
    group by order_products.product_id, others.product_id

),

all_orders as (

    select count(distinct order_id) as orders
    from fct_order_items

)

select
    pairs.product_id,
    names.product_name,
    pairs.other_product_id,
    other_names.product_name as other_product_name,
    pairs.orders_together,
    products.orders,
    other_products.orders as other_orders,
    {{ rate('pairs.orders_together', 'products.orders') }} as attach_rate,
    {{ share_of(
        'pairs.orders_together', 'all_orders.orders', 'products.orders * other_products.orders'
    ) }} as lift
from pairs
cross join all_orders
inner join products on pairs.product_id = products.product_id
inner join products as other_products on pairs.other_product_id = other_products.product_id
left join names on pairs.product_id = names.product_id
left join names as other_names on pairs.other_product_id = other_names.product_id
