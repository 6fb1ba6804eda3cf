-- purchase_discounts: What discount did each purchase get, day by day?
-- team: finance
-- views: vw_order_discounts
-- example: 44 purchases, the latest first. None has a discount.
--
-- One row per purchase, with its day's total beside it.

select
    order_date,
    order_id,
    platform_id,
    coupon,
    item_count,
    round(revenue, 2) as revenue,
    round(discount_value, 2) as discount_value,
    round(discount_rate, 4) as discount_rate,
    round(sum(discount_value) over (partition by order_date), 2) as discount_of_the_day
from vw_order_discounts
order by order_date desc, discount_value desc, order_id asc
