-- gold_segment_abandon_then_bought_different_v: people who left products and bought others later.
-- kind: view
-- grain: one row per abandoning session whose person's next order has none of its products
-- key: session_id
-- inputs: silver_sessions, silver_identity_map, fct_orders, fct_order_items, silver_event_list_attribution
-- owner: marketing
-- columns:
--   session_id: the session that left a cart or a checkout
--   user_id
--   session_start_at: when it began, UTC
--   cart_value: value left, in the reporting currency
--   products_left: products that were put in the cart or checked out, count
--   order_id: the person's next order after the last cart or checkout of the session
--   ordered_at: when that was, UTC
--   revenue: that order's revenue, in the reporting currency

with abandons as (

    select
        silver_sessions.session_id,
        {{ person_of('silver_sessions') }} as user_id,
        silver_sessions.session_start_at,
        silver_sessions.cart_value
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id
    where
        silver_sessions.is_cart_abandon
        or silver_sessions.is_checkout_abandon

),

left_products as (

    select
        silver_event_list_attribution.session_id,
        silver_event_list_attribution.product_id,
        max(silver_event_list_attribution.event_at) as left_at
    from silver_event_list_attribution
    inner join abandons on silver_event_list_attribution.session_id = abandons.session_id
    where
        silver_event_list_attribution.model = 'last_touch'
        and silver_event_list_attribution.event_name in ('add_to_cart', 'begin_checkout')
        and silver_event_list_attribution.product_id is not null
    group by
        silver_event_list_attribution.session_id, silver_event_list_attribution.product_id

),

left_carts as (

    select
        session_id,
        count(*) as products_left,
        max(left_at) as left_at
    from left_products
    group by session_id

),

orders as (

    select
        {{ person_of('fct_orders') }} as user_id,
        fct_orders.order_id,
        fct_orders.ordered_at,
        fct_orders.revenue
    from fct_orders
    inner join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id

),

later_orders as (

    select
        abandons.session_id,
        abandons.user_id,
        abandons.session_start_at,
        abandons.cart_value,
        left_carts.products_left,
        orders.order_id,
        orders.ordered_at,
        orders.revenue,
        row_number() over (
            partition by abandons.session_id
            order by orders.ordered_at asc nulls last, orders.order_id asc nulls last
        ) as order_number
    from abandons
    inner join left_carts on abandons.session_id = left_carts.session_id
    inner join orders
        on abandons.user_id = orders.user_id and left_carts.left_at < orders.ordered_at

),

bought_products as (

    select
        later_orders.session_id,
        count(left_products.product_id) as products_bought_after_all
    from later_orders
    inner join fct_order_items on later_orders.order_id = fct_order_items.order_id
    left join left_products
        on
            later_orders.session_id = left_products.session_id
            and fct_order_items.product_id = left_products.product_id
    where later_orders.order_number = 1 and fct_order_items.product_id is not null
    group by later_orders.session_id

)

select
    later_orders.session_id,
    later_orders.user_id,
    later_orders.session_start_at,
    later_orders.cart_value,
    later_orders.products_left,
    later_orders.order_id,
    later_orders.ordered_at,
    later_orders.revenue
from later_orders
inner join bought_products on later_orders.session_id = bought_products.session_id
where later_orders.order_number = 1 and bought_products.products_bought_after_all = 0
