-- vw_sessions_daily: visits by day, platform, channel, country, device, and new or returning people.
-- kind: view
-- grain: one row per day, platform, channel, country, device, and new or returning; orders without a session have rows of their own, without a channel
-- key: session_date, platform_id, channel?, country?, device_category?, is_new_user?
-- inputs: silver_sessions, silver_identity_map, fct_orders
-- owner: growth
-- not null: sessions, orders, revenue
-- columns:
--   session_date: the day on which the sessions started (of the order, where it has none)
--   platform_id
--   channel: Google Analytics 4's default channel group; empty for orders without a session
--   country: the first that the session names; empty where it names none
--   device_category: desktop, mobile, …: the first that the session names; empty where it names none
--   sessions: sessions that started that day, count
--   unique_users: persons behind these sessions, count; who stands in several rows counts in each
--   bounces: sessions with at most one interaction, count
--   sessions_with_view: sessions that viewed a product, count
--   sessions_with_cart: sessions that put something in the cart, count
--   sessions_with_checkout: sessions that began a checkout, count
--   sessions_with_purchase
--   total_events: events of these sessions, count
--   total_duration_seconds: time from their first to their last event, all together, in seconds
--   orders: orders placed in these sessions, and that day's orders without a session, count
--   is_new_user: the session is the first ever of its person, on any device; empty for orders
--     without a session
--   conversion_rate: share of the sessions that purchased, 0 to 1
--   revenue: revenue of these orders, in the reporting currency
--
-- Every session and every order stands in one row, so that all but `unique_users` may be added up.

with sessions as (

    select
        silver_sessions.session_date,
        silver_sessions.platform_id,
        silver_sessions.channel,
        silver_sessions.country,
        silver_sessions.device_category,
        {{ person_of('silver_sessions') }} as user_id,
        {{ sort_key('silver_sessions.session_start_at', 'silver_sessions.session_id') }}
            as sort_key,
        silver_sessions.event_count,
        silver_sessions.duration_seconds,
        silver_sessions.order_count,
        silver_sessions.is_bounce,
        silver_sessions.has_view,
        silver_sessions.has_cart,
        silver_sessions.has_checkout,
        silver_sessions.has_purchase,
        silver_sessions.revenue
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id

),

first_sessions as (

    select
        user_id,
        min(sort_key) as sort_key
    from sessions
    group by user_id

),

sessions_and_orders as (

    select
        sessions.session_date,
        sessions.platform_id,
        sessions.channel,
        sessions.country,
        sessions.device_category,
        sessions.user_id,
        1 as session_count,
        sessions.event_count,
        sessions.duration_seconds,
        sessions.order_count,
        sessions.is_bounce,
        sessions.has_view,
        sessions.has_cart,
        sessions.has_checkout,
        sessions.has_purchase,
        sessions.sort_key = first_sessions.sort_key as is_new_user,
        sessions.revenue
    from sessions
    inner join first_sessions on sessions.user_id = first_sessions.user_id

    union all

    select
        order_date as session_date,
        platform_id,
        {{ as_text('null') }} as channel,
        {{ as_text('null') }} as country,
        {{ as_text('null') }} as device_category,
        {{ as_text('null') }} as user_id,
        0 as session_count,
        0 as event_count,
        0 as duration_seconds,
        1 as order_count,
        false as is_bounce,
        false as has_view,
        false as has_cart,
        false as has_checkout,
        false as has_purchase,
        cast(null as boolean) as is_new_user,
        revenue
    from fct_orders
    where session_id is null

),

days as (

    select
        session_date,
        platform_id,
        channel,
        country,
        device_category,
        is_new_user,
        cast(sum(session_count) as bigint) as sessions,
        count(distinct user_id) as unique_users,
        count(*) filter (where is_bounce) as bounces,
        count(*) filter (where has_view) as sessions_with_view,
        count(*) filter (where has_cart) as sessions_with_cart,
        count(*) filter (where has_checkout) as sessions_with_checkout,
        count(*) filter (where has_purchase) as sessions_with_purchase,
        cast(sum(event_count) as bigint) as total_events,
        cast(sum(duration_seconds) as bigint) as total_duration_seconds,
        cast(sum(order_count) as bigint) as orders,
        sum(revenue) as revenue
    from sessions_and_orders
    group by session_date, platform_id, channel, country, device_category, is_new_user

)

select
    session_date,
    platform_id,
    channel,
    country,
    device_category,
    sessions,
    unique_users,
    bounces,
    sessions_with_view,
    sessions_with_cart,
    sessions_with_checkout,
    sessions_with_purchase,
    total_events,
    total_duration_seconds,
    orders,
    is_new_user,
    {{ conversion_rate('sessions_with_purchase', 'sessions') }} as conversion_rate,
    {{ money('revenue') }} as revenue
from days
