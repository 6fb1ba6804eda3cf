-- silver_session_features: how far each session went, what it left in the cart, where it came from.
-- kind: view
-- grain: one row per session
-- key: session_id
-- inputs: silver_sessions
-- owner: growth
-- columns:
--   session_id, source, medium, campaign, channel, landing_page, country, device_category
--   experiment_id, coupon, cart_products, cart_value, order_count, revenue, has_list_view
--   has_click, has_view, has_cart, has_checkout, has_purchase, is_bounce, is_cart_abandon
--   is_checkout_abandon, is_high_value_abandon, list_reached_at, view_reached_at
--   cart_reached_at, checkout_reached_at, purchase_reached_at, last_checkout_at, session_date
--
-- The columns of silver_sessions that say what happened in a session.

select
    session_id,
    source,
    medium,
    campaign,
    channel,
    landing_page,
    country,
    device_category,
    experiment_id,
    coupon,
    cart_products,
    cart_value,
    order_count,
    revenue,
    has_list_view,
    has_click,
    has_view,
    has_cart,
    has_checkout,
    has_purchase,
    is_bounce,
    is_cart_abandon,
    is_checkout_abandon,
    is_high_value_abandon,
    list_reached_at,
    view_reached_at,
    cart_reached_at,
    checkout_reached_at,
    purchase_reached_at,
    last_checkout_at,
    session_date
from silver_sessions
