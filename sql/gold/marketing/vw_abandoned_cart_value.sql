-- vw_abandoned_cart_value: what people who once abandoned a cart are worth, and what they left.
-- kind: view
-- grain: one row per platform
-- key: platform_id
-- inputs: silver_sessions, silver_identity_map, fct_orders
-- owner: marketing
-- columns:
--   platform_id: the platform of the abandoning sessions, in capitals
--   sessions: sessions that abandoned a cart or a checkout, count
--   users: persons behind these sessions, count
--   orders_after: orders that these persons placed after the first of these sessions began, on any
--     platform, count
--   cart_value_left: value left in the carts, in the reporting currency
--   revenue_after: revenue of the orders after, in the reporting currency
--   aov_after: average value of the orders after, in the reporting currency

with abandons as (

    select
        {{ person_of('silver_sessions') }} as user_id,
        silver_sessions.platform_id,
        silver_sessions.session_start_at,
        silver_sessions.cart_value
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id
    where
        silver_sessions.is_cart_abandon
        or silver_sessions.is_checkout_abandon

),

platforms as (

    select
        platform_id,
        count(*) as sessions,
        count(distinct user_id) as users,
        sum(cart_value) as cart_value_left
    from abandons
    group by platform_id

),

first_abandons as (

    select
        user_id,
        platform_id,
        min(session_start_at) as first_abandoned_at
    from abandons
    group by user_id, platform_id

),

orders as (

    select
        {{ person_of('fct_orders') }} as user_id,
        fct_orders.ordered_at,
        fct_orders.revenue
    from fct_orders
    inner join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id

),

orders_after as (

    select
        first_abandons.platform_id,
        count(*) as orders,
        sum(orders.revenue) as revenue
    from first_abandons
    inner join orders
        on
            first_abandons.user_id = orders.user_id
            and first_abandons.first_abandoned_at < orders.ordered_at
    group by first_abandons.platform_id

)

select
    platforms.platform_id,
    platforms.sessions,
    platforms.users,
    coalesce(orders_after.orders, 0) as orders_after,
    {{ money('platforms.cart_value_left') }} as cart_value_left,
    {{ money('coalesce(orders_after.revenue, 0)') }} as revenue_after,
    {{ average('orders_after.revenue', 'orders_after.orders') }} as aov_after
from platforms
left join orders_after on platforms.platform_id = orders_after.platform_id
