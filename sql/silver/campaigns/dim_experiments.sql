-- dim_experiments: when each experiment was active.
-- kind: view
-- grain: one row per experiment and active window
-- key: experiment_id, valid_from
-- inputs: silver_sighting_days, watermark
-- owner: growth
-- not null: event_count, is_current
-- columns:
--   experiment_id, event_count
--   valid_from: first day seen
--   valid_to: day after the last day seen; empty while current
--   is_current: seen at most `campaigns.inactive_days` before the watermark
--
-- A window closes after `campaigns.inactive_days` days without a sighting before the lake's
-- watermark. Days are half-open: `valid_to` is the day after the last sighting, empty while
-- the window is current.

{{ active_windows('experiment', 'experiment_id') }}
