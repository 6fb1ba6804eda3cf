-- touched_events: the events from which the touched sessions are built anew.
-- kind: scope
-- grain: one row per event
-- key: event_id
-- inputs: new_events, fct_events, touch_points, former_sessions, touched_lone_purchases
-- owner: growth
--
-- New events, events of former sessions, and purchases without a visitor whose transaction is
-- touched (they have no session, but may carry an order's revenue).

with events as (

    select
        fct_events.event_id,
        fct_events.event_name,
        fct_events.visitor_id,
        fct_events.platform_id,
        fct_events.page_location,
        fct_events.source,
        fct_events.medium,
        fct_events.campaign,
        fct_events.experiment_id,
        fct_events.coupon,
        fct_events.transaction_id,
        fct_events.event_at,
        fct_events.event_date
    from fct_events
    where
        {{ on_dates(
            'fct_events.event_date',
            'new_events.event_date',
            'touch_points.event_date',
            'former_sessions.session_date..session_end_date',
            'touched_lone_purchases.event_date',
        ) }}

),

in_former_sessions as (

    select distinct events.event_id
    from events
    inner join former_sessions
        on
            events.visitor_id = former_sessions.visitor_id
            and events.platform_id = former_sessions.platform_id
            and events.event_at between
            former_sessions.session_start_at and former_sessions.session_end_at

),

touched_ids as (

    select event_id
    from new_events

    union

    select event_id
    from in_former_sessions

    union

    select event_id
    from touched_lone_purchases

)

select events.*
from events
inner join touched_ids on events.event_id = touched_ids.event_id
