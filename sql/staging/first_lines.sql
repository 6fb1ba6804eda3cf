-- first_lines: the lines of the batch at hand whose event the lake has not seen.
-- kind: scope
-- grain: one row per new event, at the first line that brings it
-- key: line_number
-- inputs: typed_events, known_events
-- owner: engineering

with events as (

    select
        event_id,
        min(line_number) as line_number
    from typed_events
    group by event_id

)

select
    events.event_id,
    events.line_number
from events
where events.event_id not in (select known_events.event_id from known_events)
