-- silver_identity_map: the person behind each visitor.
-- kind: replace
-- grain: one row per visitor
-- key: visitor_id
-- scope: touched_visitors
-- inputs: touched_visitors, silver_visitor_days
-- owner: growth
-- columns:
--   visitor_id: device or browser: `user_pseudo_id`, else `user_id`
--   user_id: the last `user_id` ever seen for the visitor, else the visitor
--   first_seen_at: first event, UTC
--   last_seen_at: last event, UTC
--
-- A visitor is the person of the last user id ever seen for it, else a person of its own. A login
-- re-assigns the visitor's earlier history, which is why facts and sessions keep the visitor.

select
    silver_visitor_days.visitor_id,
    coalesce(
        max_by(silver_visitor_days.user_id, silver_visitor_days.event_date) filter (
            where silver_visitor_days.user_id is not null
        ),
        silver_visitor_days.visitor_id
    ) as user_id,
    min(silver_visitor_days.first_event_at) as first_seen_at,
    max(silver_visitor_days.last_event_at) as last_seen_at
from silver_visitor_days
inner join touched_visitors on silver_visitor_days.visitor_id = touched_visitors.visitor_id
group by silver_visitor_days.visitor_id
