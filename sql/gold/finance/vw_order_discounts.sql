-- vw_order_discounts: the discount of each order.
-- kind: view
-- grain: one row per order
-- key: order_id
-- inputs: fct_orders
-- owner: finance
-- columns:
--   order_id, order_date, platform_id
--   coupon: the coupon; empty for orders without
--   item_count: order lines, count
--   has_installments: whether it is paid in installments
--   is_refunded: whether it was refunded
--   revenue
--   discount_value: discounts on the order's lines, in the reporting currency
--   discount_rate

select
    order_id,
    order_date,
    platform_id,
    coupon,
    item_count,
    has_installments,
    is_refunded,
    revenue,
    discount_value,
    {{ rate('discount_value', total('revenue', 'discount_value')) }} as discount_rate
from fct_orders
