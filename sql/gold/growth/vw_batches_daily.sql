-- vw_batches_daily: what came in and was loaded, by the day on which it came.
-- kind: view
-- grain: one row per day on which a batch came in
-- key: received_date
-- inputs: batches
-- owner: growth
-- not null: batches, unloaded_batches, lines, new_events, duplicates, refused_lines, blank_lines
-- columns:
--   received_date: the day on which the batches came in
--   batches: batches, count
--   unloaded_batches: of these, batches that could not be loaded so far, count
--   lines: lines of the loaded batches, count
--   new_events: of these, events that were not known before, count
--   duplicates: of these, events that were, count
--   refused_lines: of these, lines that were refused, count
--   blank_lines: of these, lines without anything, or of erased persons, count
--   refused_rate: share of the lines that were refused, 0 to 1; empty without a line
--   load_seconds: from the arrival of a batch until it was loaded, at most, in seconds
--   lag_seconds: from the last event of a batch until it was loaded, at least, in seconds: how old the
--     newest event was when readers could see it
--
-- By the clock of the machine, as nothing else in Gold is: a replay tells its own times.

with timed as (

    select
        {{ date_of('received_at') }} as received_date,
        state = 'loaded' as is_loaded,
        lines,
        new_events,
        duplicates,
        dead_lettered,
        blank,
        {{ seconds_between('received_at', 'finished_at') }} as load_seconds,
        {{ seconds_between('last_event_at', 'finished_at') }} as lag_seconds
    from batches
    where received_at is not null

)

select
    received_date,
    count(*) as batches,
    count(*) filter (where not is_loaded) as unloaded_batches,
    cast(coalesce(sum(lines) filter (where is_loaded), 0) as bigint) as lines,
    cast(coalesce(sum(new_events) filter (where is_loaded), 0) as bigint) as new_events,
    cast(coalesce(sum(duplicates) filter (where is_loaded), 0) as bigint) as duplicates,
    cast(coalesce(sum(dead_lettered) filter (where is_loaded), 0) as bigint) as refused_lines,
    cast(coalesce(sum(blank) filter (where is_loaded), 0) as bigint) as blank_lines,
    {{ rate(
        'sum(dead_lettered) filter (where is_loaded)', 'sum(lines) filter (where is_loaded)'
    ) }} as refused_rate,
    max(load_seconds) filter (where is_loaded) as load_seconds,
    min(lag_seconds) filter (where is_loaded) as lag_seconds
from timed
group by received_date
