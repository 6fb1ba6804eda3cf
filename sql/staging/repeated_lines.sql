-- repeated_lines: the lines at hand whose event was known before the line.
-- kind: scope
-- grain: one row per line that repeats an event of the lake, or of an earlier line
-- key: line_key
-- inputs: typed_events, known_events
-- owner: engineering

with repeated_events as (

    select
        event_id,
        min(line_key) as first_key
    from typed_events
    group by event_id
    having count(*) > 1

)

select typed_events.line_key
from typed_events
left join repeated_events on typed_events.event_id = repeated_events.event_id
where
    typed_events.line_key > repeated_events.first_key
    or typed_events.event_id in (select known_events.event_id from known_events)
