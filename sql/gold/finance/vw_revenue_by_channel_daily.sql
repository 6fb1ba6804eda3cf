-- vw_revenue_by_channel_daily: orders and revenue by the channel of the visit, day by day.
-- kind: view
-- grain: one row per day and channel
-- key: order_date, channel
-- inputs: fct_orders, silver_sessions
-- owner: finance
-- not null: orders, revenue, refunded_value, net_revenue, discount_value
-- columns:
--   order_date
--   channel: Google Analytics 4's default channel group of the session in which the order was placed;
--     `(unattributed)` for orders without a session
--   orders
--   revenue
--   refunded_value: refunds of these orders at any time, in the reporting currency
--   net_revenue: revenue less refunds, in the reporting currency
--   discount_value: discounts on the lines of these orders, in the reporting currency
--   discount_rate
--
-- Each order stands in one row. Credit by other models is marketing's, in `vw_attribution_daily`.

with orders as (

    select
        fct_orders.order_date,
        coalesce(silver_sessions.channel, '(unattributed)') as channel,
        fct_orders.revenue,
        fct_orders.refunded_value,
        coalesce(fct_orders.discount_value, 0) as discount_value
    from fct_orders
    left join silver_sessions on fct_orders.session_id = silver_sessions.session_id

)

select
    order_date,
    channel,
    count(*) as orders,
    {{ money('sum(revenue)') }} as revenue,
    {{ money('sum(refunded_value)') }} as refunded_value,
    {{ money('sum(revenue) - sum(refunded_value)') }} as net_revenue,
    {{ money('sum(discount_value)') }} as discount_value,
    {{ rate('sum(discount_value)', total('sum(revenue)', 'sum(discount_value)')) }} as discount_rate
from orders
group by order_date, channel
