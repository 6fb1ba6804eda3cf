-- watermark: the greatest day that an accepted event has reached.
-- kind: replace
-- grain: one row
-- key: event_date
-- scope: everything
-- inputs: new_events
-- before: watermark (event_date date)
-- owner: engineering
-- columns:
--   event_date: the greatest day

with days as (

    select event_date
    from watermark

    union all

    select max(event_date) as event_date
    from new_events

)

select max(event_date) as event_date
from days
having max(event_date) is not null
