-- sessionized_events: the touched events, each with the session it belongs to.
-- kind: scope
-- grain: one row per touched event
-- key: event_id
-- inputs: touched_events
-- owner: growth
--
-- A session starts at a visitor's first event on a platform, and at any event that follows a
-- gap of more than `sessions.gap_minutes` minutes. A gap of exactly that length stays
-- inside. Events without a visitor have no session.

with events_with_previous as (

    select
        *,
        lag(event_at) over (
            partition by visitor_id, platform_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as previous_at
    from touched_events

),

events_with_start_at as (

    select
        *,
        max(case
            when
                previous_at is null
                or event_at > previous_at + interval '{{ sessions.gap_minutes }}' minute
                then event_at
        end) over (
            partition by visitor_id, platform_id
            order by event_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and current row
        ) as session_start_at
    from events_with_previous

)

select
    event_id,
    event_name,
    visitor_id,
    platform_id,
    case
        when visitor_id is not null then md5(concat(
            cast(length(visitor_id) as varchar), ':', visitor_id, '|', platform_id, '|',
            cast({{ us_of('session_start_at') }} as varchar)
        ))
    end as session_id,
    page_location,
    source,
    medium,
    campaign,
    experiment_id,
    coupon,
    transaction_id,
    event_at,
    event_date,
    session_start_at,
    {{ date_of('session_start_at') }} as session_date
from events_with_start_at
