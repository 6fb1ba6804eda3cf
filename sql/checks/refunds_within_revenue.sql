-- refunds_within_revenue: no order is paid back more than it brought
-- when: batch
-- severity: warn

select
    fct_orders.order_id,
    fct_orders.revenue,
    fct_orders.refunded_value,
    fct_orders.refunded_beyond_value
from fct_orders
where {{ touched('fct_orders') }} and fct_orders.refunded_beyond_value > 0
