-- product_discounts: What discount does each product get?
-- team: finance
-- views: vw_product_discounts_daily
-- example: No order line of the shop's year has a discount, so the products stand in the order of their revenue.
--
-- The rate is the discount as a share of what the lines would have cost without it, from sums.

select
    product_id,
    sum(order_lines) as order_lines,
    sum(discounted_lines) as discounted_lines,
    round(sum(units), 2) as units,
    round(sum(revenue), 2) as revenue,
    round(sum(discount_value), 2) as discount_value,
    round(sum(discount_value) / nullif(sum(revenue) + sum(discount_value), 0), 4) as discount_rate
from vw_product_discounts_daily
group by product_id
order by discount_value desc, revenue desc, product_id asc
