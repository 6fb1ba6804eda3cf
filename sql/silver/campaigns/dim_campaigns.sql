-- dim_campaigns: when each campaign was active.
-- kind: view
-- grain: one row per campaign and active window
-- key: campaign_id, valid_from
-- inputs: silver_sighting_days, watermark
-- owner: growth
-- not null: event_count, is_current
-- columns:
--   campaign_id, event_count
--   valid_from: first day seen
--   valid_to: day after the last day seen; empty while current
--   is_current: seen at most `campaigns.inactive_days` before the watermark
--
-- A window closes after `campaigns.inactive_days` days without a sighting before the lake's
-- watermark. Days are half-open: `valid_to` is the day after the last sighting, empty while
-- the window is current.

{{ active_windows('campaign', 'campaign_id') }}
