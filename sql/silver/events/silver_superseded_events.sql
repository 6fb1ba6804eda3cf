-- silver_superseded_events: events that no longer count, as a fuller one of their identity came.
-- kind: append
-- grain: one row per superseded event
-- key: event_id
-- scope: superseded_lines
-- inputs: superseded_lines
-- dates: event_date
-- partition: event_date
-- owner: engineering
-- not null: event_name, event_at, event_date, batch_id, line_number
-- columns:
--   event_id, event_name, event_at, event_date
--   batch_id: batch of the line that brought it first
--   line_number: that line, from 1
--
-- A source may say what its events are one by (`identity`). Of its events that share that, and lie
-- at most seven days apart, the first day's fullest counts: that with the most filled fields, then
-- with the greatest id, whenever it arrives. The others stand here and in `stg_events`, and in no
-- other table. An event that is told under several identities must be that by each.

select
    event_id,
    event_name,
    event_at,
    event_date,
    batch_id,
    line_number
from superseded_lines
