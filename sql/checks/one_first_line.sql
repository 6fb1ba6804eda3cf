-- one_first_line: exactly one line of stg_events brings each event of fct_events
-- when: verify
-- severity: fail

with first_lines as (

    select
        event_id,
        count(*) as first_lines
    from lake.staging.stg_events
    where not is_duplicate
    group by event_id

)

select
    coalesce(first_lines.event_id, fct_events.event_id) as event_id,
    first_lines.first_lines,
    fct_events.batch_id
from first_lines
full join fct_events on first_lines.event_id = fct_events.event_id
where first_lines.event_id is null or fct_events.event_id is null or first_lines.first_lines > 1
