-- vw_refused_daily: how many lines were refused, by the day on which they came and the reason.
-- kind: view
-- grain: one row per day and reason
-- key: received_date, code
-- inputs: batches, dead_letters
-- owner: growth
-- not null: refused_lines, batches
-- columns:
--   received_date: the day on which the batch of the lines came in
--   code: why they were refused, such as `E_TS_FUTURE`
--   refused_lines: lines, count
--   batches: batches that they came in, count
--
-- The lines themselves are personal, and stay with `etl.py dead-letters`.

select
    {{ date_of('batches.received_at') }} as received_date,
    dead_letters.code,
    count(*) as refused_lines,
    count(distinct dead_letters.batch_id) as batches
from dead_letters
inner join batches on dead_letters.batch_id = batches.batch_id
where batches.received_at is not null
group by {{ date_of('batches.received_at') }}, dead_letters.code
