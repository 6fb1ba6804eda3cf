-- gold_segment_checkout_abandon_v: sessions that began a checkout and did not purchase.
-- kind: view
-- grain: one row per session of the segment
-- key: session_id
-- inputs: silver_user_sessions, silver_session_features, silver_identity_map
-- owner: marketing
-- columns:
--   session_id: the session
--   user_id: the person, as far as known (else the device)
--   visitor_id: the device or browser
--   platform_id: the platform, in capitals
--   session_start_at: when the session began, UTC
--   session_date: the UTC day on which it began
--   source: where the session came from
--   medium: the kind of traffic
--   campaign: the traffic's campaign
--   landing_page: the first page
--   coupon: the last coupon seen
--   cart_products: products left in the cart, count
--   cart_value: value left in the cart, in the reporting currency

select
    silver_user_sessions.session_id,
    silver_identity_map.user_id,
    silver_user_sessions.visitor_id,
    silver_user_sessions.platform_id,
    silver_user_sessions.session_start_at,
    silver_user_sessions.session_date,
    silver_session_features.source,
    silver_session_features.medium,
    silver_session_features.campaign,
    silver_session_features.landing_page,
    silver_session_features.coupon,
    silver_session_features.cart_products,
    silver_session_features.cart_value
from silver_user_sessions
inner join silver_session_features
    on silver_user_sessions.session_id = silver_session_features.session_id
inner join silver_identity_map
    on silver_user_sessions.visitor_id = silver_identity_map.visitor_id
where silver_session_features.is_checkout_abandon
