-- touched_products: products that new events show, and the first day on which they do.
-- kind: scope
-- grain: one row per product
-- key: product_id
-- inputs: touched_product_days
-- chooses: rows
-- owner: product

select
    product_id,
    min(event_date) as first_day
from touched_product_days
group by product_id
