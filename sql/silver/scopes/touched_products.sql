-- touched_products: products of new events, and of orders that changed.
-- kind: scope
-- grain: one row per product
-- key: product_id
-- inputs: touched_product_days, touched_transactions, silver_purchase_items
-- owner: product

select product_id
from touched_product_days

union

select silver_purchase_items.product_id
from silver_purchase_items
inner join touched_transactions
    on silver_purchase_items.order_key = touched_transactions.order_key
where silver_purchase_items.product_id is not null
