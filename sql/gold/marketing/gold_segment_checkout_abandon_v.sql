-- gold_segment_checkout_abandon_v: sessions that began a checkout and did not purchase.
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

{{ sessions_with('is_checkout_abandon') }}
