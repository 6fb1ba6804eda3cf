-- gold_segment_high_value_abandon_v: sessions that left a cart of `segments.high_value_cart` or more.
-- kind: view
-- grain: one row per session of the segment
-- key: session_id
-- inputs: silver_sessions, silver_identity_map
-- owner: marketing
-- columns:
--   session_id: the session
--   user_id
--   visitor_id: the device or browser
--   platform_id, session_start_at
--   session_date: the day on which it began
--   source, medium, campaign, landing_page
--   coupon: the last coupon seen
--   cart_products, cart_value

{{ sessions_with('is_high_value_abandon') }}
