-- vw_coupon_performance: what orders with each coupon bring, against orders without one.
-- kind: view
-- grain: one row per coupon, and one for orders without
-- key: coupon?
-- inputs: fct_orders
-- owner: marketing
-- columns:
--   coupon: the coupon of the order; empty for orders without
--   orders, aov
--   aov_without_coupon: average order value of the orders without a coupon, in the reporting
--     currency
--   revenue
--   discount_value: discounts on these orders' lines, in the reporting currency

with coupons as (

    select
        coupon,
        count(*) as orders,
        sum(revenue) as revenue,
        sum(discount_value) as discount_value
    from fct_orders
    group by coupon

),

without_coupon as (

    select
        sum(revenue) as revenue,
        count(*) as orders
    from fct_orders
    where coupon is null

)

select
    coupons.coupon,
    coupons.orders,
    {{ average('coupons.revenue', 'coupons.orders') }} as aov,
    {{ average('without_coupon.revenue', 'without_coupon.orders') }} as aov_without_coupon,
    {{ money('coupons.revenue') }} as revenue,
    {{ money('coupons.discount_value') }} as discount_value
from coupons
cross join without_coupon
