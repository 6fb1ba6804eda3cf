-- vw_device_daily: what visits did on each kind of device, day by day.
-- kind: view
-- grain: one row per day and kind of device
-- key: session_date, device_category
-- inputs: silver_sessions, silver_identity_map, fct_orders
-- owner: marketing
-- not null: sessions, visitors, new_visitors, bounces, carts, checkouts, buying_sessions, orders, revenue
-- columns:
--   session_date: the day on which the sessions started (of the order, where it has none)
--   device_category: desktop, mobile, …: the first that the session names; `(unknown)` where it names
--     none, `(unattributed)` for orders without a session
--   sessions: sessions that started that day, count
--   visitors: devices or browsers behind them, count
--   new_visitors: of these, those seen for the first time, count
--   bounces: sessions with at most one interaction, and no order, count
--   carts: sessions that put something in the cart, count
--   checkouts: sessions that began a checkout, count
--   buying_sessions: sessions that purchased, count
--   orders: orders placed in these sessions, and that day's orders without a session, count
--   revenue: revenue of these orders, in the reporting currency
--   conversion_rate: share of the sessions that purchased, 0 to 1
--
-- Every session and every order stands in one row. Costs name no device.

with sessions as (

    {{ daily_sessions('device_category', '(unknown)') | indent }}

)

select
    session_date,
    device_category,
    sessions,
    visitors,
    new_visitors,
    bounces,
    carts,
    checkouts,
    buying_sessions,
    orders,
    {{ money('revenue') }} as revenue,
    {{ conversion_rate('buying_sessions', 'sessions') }} as conversion_rate
from sessions
