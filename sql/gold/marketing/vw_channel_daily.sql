-- vw_channel_daily: what each channel's visits did and cost, day by day.
-- kind: view
-- grain: one row per day and channel
-- key: session_date, channel
-- inputs: silver_sessions, silver_identity_map, fct_orders, fct_marketing_costs
-- owner: marketing
-- not null: sessions, visitors, new_visitors, bounces, carts, checkouts, buying_sessions, orders, revenue
-- columns:
--   session_date: the day on which the sessions started (of the spend; of the order, where it has no
--     session)
--   channel: Google Analytics 4's default channel group; `(unattributed)` for orders without a session
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
--   cost: what the channel cost that day, in the reporting currency; empty where none is told
--
-- Every session and every order stands in one row. Orders count for the channel of the visit in which
-- they were placed; credit by other models is in `vw_attribution_daily`.

with sessions as (

    {{ daily_sessions('channel', '(unattributed)') | indent }}

),

costs as (

    select
        cost_date as session_date,
        channel,
        sum(cost) as cost
    from fct_marketing_costs
    group by cost_date, channel

)

select
    coalesce(sessions.session_date, costs.session_date) as session_date,
    coalesce(sessions.channel, costs.channel) as channel,
    coalesce(sessions.sessions, 0) as sessions,
    coalesce(sessions.visitors, 0) as visitors,
    coalesce(sessions.new_visitors, 0) as new_visitors,
    coalesce(sessions.bounces, 0) as bounces,
    coalesce(sessions.carts, 0) as carts,
    coalesce(sessions.checkouts, 0) as checkouts,
    coalesce(sessions.buying_sessions, 0) as buying_sessions,
    coalesce(sessions.orders, 0) as orders,
    {{ money('coalesce(sessions.revenue, 0)') }} as revenue,
    {{ conversion_rate('sessions.buying_sessions', 'sessions.sessions') }} as conversion_rate,
    {{ money('costs.cost') }} as cost
from sessions
full outer join costs
    on sessions.session_date = costs.session_date and sessions.channel = costs.channel
