-- one_first_line: exactly one line of stg_events brings each event that counts, and fct_events has these
-- when: verify
-- severity: fail

with first_lines as (

    select
        event_id,
        count(*) as first_lines
    from lake.staging.stg_events
    where not is_duplicate
    group by event_id

),

superseded as (

    select event_id
    from ({{ superseded_among(
        '(select * from lake.staging.stg_events where identity_key is not null)'
    ) }}) as told

),

counting as (

    select first_lines.*
    from first_lines
    where first_lines.event_id not in (select superseded.event_id from superseded)

)

select
    coalesce(counting.event_id, fct_events.event_id) as event_id,
    counting.first_lines,
    fct_events.batch_id
from counting
full join fct_events on counting.event_id = fct_events.event_id
where counting.event_id is null or fct_events.event_id is null or counting.first_lines > 1
