-- coupons: Do orders with a coupon bring more than orders without one?
-- team: marketing
-- views: vw_coupon_performance
-- example: No order of the shop's year names a coupon, so there is nothing to compare.

select
    coalesce(coupon, '(none)') as coupon_code,
    orders,
    round(orders / sum(orders) over (), 4) as share_of_orders,
    round(aov, 2) as average_order_value,
    round(aov_without_coupon, 2) as average_order_value_without,
    round(aov - aov_without_coupon, 2) as difference,
    round(revenue, 2) as revenue,
    round(discount_value, 2) as discount_value
from vw_coupon_performance
order by orders desc, coupon_code asc
