-- touched_users: every person that a touched visitor is, or was until this batch.
-- kind: scope
-- grain: one row per person
-- key: user_id
-- inputs: touched_visitors, touched_visitor_days, fct_events, silver_visitor_days
-- owner: growth
--
-- The person of a visitor is always the visitor itself or a user id that it once showed. All of
-- them are touched, because a login can take a visitor away from another person.

select visitor_id as user_id
from touched_visitors

union

select silver_visitor_days.user_id
from silver_visitor_days
inner join touched_visitors on silver_visitor_days.visitor_id = touched_visitors.visitor_id
where silver_visitor_days.user_id is not null

union

select fct_events.user_id
from fct_events
inner join touched_visitor_days
    on
        fct_events.visitor_id = touched_visitor_days.visitor_id
        and fct_events.event_date = touched_visitor_days.event_date
where
    {{ on_dates('fct_events.event_date', 'touched_visitor_days.event_date') }}
    and fct_events.user_id is not null
