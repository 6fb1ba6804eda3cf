-- touched_visitor_days: days on which new events show a visitor.
-- kind: scope
-- grain: one row per visitor and day
-- key: visitor_id, event_date
-- inputs: new_events
-- owner: growth

select distinct
    visitor_id,
    event_date
from new_events
where visitor_id is not null
