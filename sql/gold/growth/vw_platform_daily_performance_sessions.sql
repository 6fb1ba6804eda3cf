-- vw_platform_daily_performance_sessions: how each platform's sessions did, day by day.
-- kind: view
-- grain: one row per day and platform
-- key: session_date, platform_id
-- inputs: silver_sessions, silver_identity_map, fct_orders
-- owner: growth
-- columns:
--   session_date: the day on which the sessions started (of the order, where it has none)
--   platform_id
--   sessions: sessions that started that day, count
--   unique_users: persons behind these sessions, count
--   total_events: events of these sessions, count
--   bounces: sessions with at most one interaction, count
--   sessions_exposed: sessions that saw a list or clicked on an item, count
--   sessions_with_click: sessions that clicked on an item, count
--   sessions_with_view: sessions that viewed a product, count
--   sessions_with_checkout: sessions that began a checkout, count
--   sessions_with_purchase
--   sessions_with_view_and_checkout: sessions that viewed a product and began a checkout, count
--   sessions_with_view_and_purchase: sessions that viewed a product and purchased, count
--   sessions_with_checkout_and_purchase: sessions that began a checkout and purchased, count
--   orders: orders placed in these sessions, and that day's orders without a session, count
--   orders_in_installments
--   bounce_rate: share of sessions with at most one interaction, 0 to 1
--   ctr_sessions: share of the sessions exposed to a list that clicked on an item, 0 to 1
--   view_to_checkout_rate_session: share of the sessions with a view that began a checkout, 0 to 1
--   checkout_to_purchase_rate_session: share of the sessions with a checkout that purchased, 0 to 1
--   conversion_rate: share of the sessions that purchased, 0 to 1
--   installment_adoption_rate: share of the orders that are paid in installments, 0 to 1
--   revenue: revenue of these orders, in the reporting currency
--   aov

with sessions as (

    select
        silver_sessions.session_date,
        silver_sessions.platform_id,
        count(*) as sessions,
        count(distinct {{ person_of('silver_sessions') }}) as unique_users,
        cast(sum(silver_sessions.event_count) as bigint) as total_events,
        count(*) filter (where silver_sessions.is_bounce) as bounces,
        count(*) filter (
            where silver_sessions.has_list_view or silver_sessions.has_click
        ) as sessions_exposed,
        count(*) filter (where silver_sessions.has_click) as sessions_with_click,
        count(*) filter (where silver_sessions.has_view) as sessions_with_view,
        count(*) filter (where silver_sessions.has_checkout) as sessions_with_checkout,
        count(*) filter (where silver_sessions.has_purchase) as sessions_with_purchase,
        count(*) filter (
            where silver_sessions.has_view and silver_sessions.has_checkout
        ) as sessions_with_view_and_checkout,
        count(*) filter (
            where silver_sessions.has_view and silver_sessions.has_purchase
        ) as sessions_with_view_and_purchase,
        count(*) filter (
            where silver_sessions.has_checkout and silver_sessions.has_purchase
        ) as sessions_with_checkout_and_purchase
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id
    group by silver_sessions.session_date, silver_sessions.platform_id

),

orders as (

    select
        coalesce(silver_sessions.session_date, fct_orders.order_date) as session_date,
        coalesce(silver_sessions.platform_id, fct_orders.platform_id) as platform_id,
        count(*) as orders,
        count(*) filter (where fct_orders.has_installments) as orders_in_installments,
        sum(fct_orders.revenue) as revenue
    from fct_orders
    left join silver_sessions on fct_orders.session_id = silver_sessions.session_id
    group by
        coalesce(silver_sessions.session_date, fct_orders.order_date),
        coalesce(silver_sessions.platform_id, fct_orders.platform_id)

),

days as (

    select
        session_date,
        platform_id
    from sessions

    union

    select
        session_date,
        platform_id
    from orders

)

select
    days.session_date,
    days.platform_id,
    coalesce(sessions.sessions, 0) as sessions,
    coalesce(sessions.unique_users, 0) as unique_users,
    coalesce(sessions.total_events, 0) as total_events,
    coalesce(sessions.bounces, 0) as bounces,
    coalesce(sessions.sessions_exposed, 0) as sessions_exposed,
    coalesce(sessions.sessions_with_click, 0) as sessions_with_click,
    coalesce(sessions.sessions_with_view, 0) as sessions_with_view,
    coalesce(sessions.sessions_with_checkout, 0) as sessions_with_checkout,
    coalesce(sessions.sessions_with_purchase, 0) as sessions_with_purchase,
    coalesce(sessions.sessions_with_view_and_checkout, 0) as sessions_with_view_and_checkout,
    coalesce(sessions.sessions_with_view_and_purchase, 0) as sessions_with_view_and_purchase,
    coalesce(sessions.sessions_with_checkout_and_purchase, 0)
        as sessions_with_checkout_and_purchase,
    coalesce(orders.orders, 0) as orders,
    coalesce(orders.orders_in_installments, 0) as orders_in_installments,
    {{ rate('sessions.bounces', 'sessions.sessions') }} as bounce_rate,
    {{ rate('sessions.sessions_with_click', 'sessions.sessions_exposed') }} as ctr_sessions,
    {{ rate('sessions.sessions_with_view_and_checkout', 'sessions.sessions_with_view') }}
        as view_to_checkout_rate_session,
    {{ rate('sessions.sessions_with_checkout_and_purchase', 'sessions.sessions_with_checkout') }}
        as checkout_to_purchase_rate_session,
    {{ conversion_rate('sessions.sessions_with_purchase', 'sessions.sessions') }}
        as conversion_rate,
    {{ rate('orders.orders_in_installments', 'orders.orders') }} as installment_adoption_rate,
    {{ money('coalesce(orders.revenue, 0)') }} as revenue,
    {{ average('orders.revenue', 'orders.orders') }} as aov
from days
left join sessions
    on days.session_date = sessions.session_date and days.platform_id = sessions.platform_id
left join orders
    on days.session_date = orders.session_date and days.platform_id = orders.platform_id
