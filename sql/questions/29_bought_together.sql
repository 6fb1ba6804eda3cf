-- bought_together: Which products are bought together?
-- team: product
-- views: vw_basket_pairs
-- example: No pair was bought twice, so that every lift is that of a single order: nothing to act on.
--
-- Each pair once. A lift of 1 is chance, 2 is twice as often; of few orders it says little. Sizes and
-- colours with ids of their own are products of their own.

select
    coalesce(product_name, product_id) as product,
    coalesce(other_product_name, other_product_id) as bought_with,
    orders_together,
    orders,
    other_orders,
    round(lift, 2) as lift
from vw_basket_pairs
where product_id < other_product_id
order by orders_together desc, lift desc, product_id asc, other_product_id asc
