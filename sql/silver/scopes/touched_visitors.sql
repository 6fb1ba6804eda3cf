-- touched_visitors: visitors that new events show.
-- kind: scope
-- grain: one row per visitor
-- key: visitor_id
-- inputs: touched_visitor_days
-- owner: growth

select distinct visitor_id
from touched_visitor_days
