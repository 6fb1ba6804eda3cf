-- touched_products: products of new events, and of orders that changed.
-- kind: scope
-- grain: one row per product
-- key: product_id
-- inputs: touched_product_days, touched_transactions, order_event_items
-- chooses: rows
-- owner: product
--
-- `first_day` is the first day on which new events show the product; empty where none do.

with products as (

    select
        product_id,
        event_date as first_day
    from touched_product_days

    union all

    select
        order_event_items.product_id,
        cast(null as date) as first_day
    from order_event_items
    inner join touched_transactions
        on order_event_items.order_key = touched_transactions.order_key
    where order_event_items.product_id is not null

)

select
    product_id,
    min(first_day) as first_day
from products
group by product_id
