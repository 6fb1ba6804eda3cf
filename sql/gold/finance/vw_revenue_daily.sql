-- vw_revenue_daily: orders and revenue, day by day.
-- kind: view
-- grain: one row per day, platform and original currency
-- key: order_date, platform_id, currency?
-- inputs: fct_orders
-- owner: finance
-- not null: orders, revenue, net_revenue
-- columns:
--   order_date, platform_id
--   currency: the currency that the orders were paid in; empty where none was told
--   orders
--   refunded_orders: of these, orders that were refunded at any time, count
--   revenue
--   revenue_original: revenue, in the original currency
--   tax: tax, in the reporting currency
--   shipping: shipping, in the reporting currency
--   refunded_value: refunds of these orders at any time, in the reporting currency
--   net_revenue: revenue less refunds, in the reporting currency
--   aov

select
    order_date,
    platform_id,
    currency,
    count(*) as orders,
    count(*) filter (where is_refunded) as refunded_orders,
    {{ money('sum(revenue)') }} as revenue,
    {{ money('sum(revenue_original)') }} as revenue_original,
    {{ money('sum(coalesce(tax, 0))') }} as tax,
    {{ money('sum(coalesce(shipping, 0))') }} as shipping,
    {{ money('sum(refunded_value)') }} as refunded_value,
    {{ money('sum(revenue) - sum(refunded_value)') }} as net_revenue,
    {{ average('sum(revenue)', 'count(*)') }} as aov
from fct_orders
group by order_date, platform_id, currency
