-- silver_visitor_days: what a visitor did on a day, in brief.
-- kind: replace
-- grain: one row per visitor and day
-- key: visitor_id, event_date
-- scope: touched_visitor_days
-- inputs: touched_visitor_days, fct_events
-- dates: event_date
-- owner: growth
-- columns:
--   visitor_id: device or browser: `user_pseudo_id`, else `user_id`
--   event_date: the UTC day of `event_at`
--   user_id: last `user_id` of the day
--   event_count: events, count
--   has_purchase: bought
--   has_installments: bought in more than one part
--   first_event_at: first event, UTC
--   last_event_at: last event, UTC

with events as (

    select
        fct_events.*,
        row_number() over (
            partition by fct_events.visitor_id, fct_events.event_date
            order by fct_events.event_at asc nulls last, fct_events.event_id asc nulls last
        ) as event_number
    from fct_events
    inner join touched_visitor_days
        on
            fct_events.visitor_id = touched_visitor_days.visitor_id
            and fct_events.event_date = touched_visitor_days.event_date
    where {{ on_dates('fct_events.event_date', 'touched_visitor_days.event_date') }}

)

select
    visitor_id,
    event_date,
    max_by(user_id, event_number) filter (where user_id is not null) as user_id,
    count(*) as event_count,
    coalesce(max(case when event_name = 'purchase' then 1 end) = 1, false) as has_purchase,
    coalesce(
        max(case when event_name = 'purchase' and has_installments then 1 end) = 1, false
    ) as has_installments,
    min(event_at) as first_event_at,
    max(event_at) as last_event_at
from events
group by visitor_id, event_date
