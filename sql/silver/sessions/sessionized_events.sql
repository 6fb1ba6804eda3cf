-- sessionized_events: the touched events, each with the session it belongs to.
-- kind: scope
-- grain: one row per touched event
-- key: event_id
-- inputs: new_events, fct_events, changed_moments, former_sessions, transaction_purchases, nearby_refunds
-- before: silver_event_sessions (event_id string, session_id string, event_date date, session_date date)
-- owner: growth
--
-- Touched are new events, events of former sessions, refunds nearby, and purchases without a visitor whose
-- transaction is touched (they have no session, but may carry an order's revenue).
--
-- A session starts at a visitor's first event on a platform, and at any event that follows a
-- gap of more than `sessions.gap_minutes` minutes. A gap of exactly that length stays
-- inside. Events without a visitor have no session.
-- A refund, which is the back office's, makes and prolongs none, and belongs to the one that it
-- follows within the gap. Profiles, subscriptions and payments, which are the back office's too,
-- have none.

with former_events as (

    select silver_event_sessions.event_id
    from silver_event_sessions
    where
        {{ on_dates('silver_event_sessions.session_date', 'former_sessions.session_date') }}
        and silver_event_sessions.session_id in (
            select former_sessions.session_id from former_sessions
        )

),

touched_events as (

    select
        fct_events.event_id,
        fct_events.event_name,
        fct_events.visitor_id,
        fct_events.user_id,
        fct_events.platform_id,
        fct_events.page_location,
        fct_events.source,
        fct_events.medium,
        fct_events.campaign,
        fct_events.country,
        fct_events.device_category,
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
            'changed_moments.event_date',
            'former_sessions.session_date..session_end_date',
            'transaction_purchases.event_date',
            'nearby_refunds.event_date',
        ) }}
        and (
            fct_events.event_id in (select former_events.event_id from former_events)
            or fct_events.event_id in (select new_events.event_id from new_events)
            or fct_events.event_id in (
                select transaction_purchases.event_id
                from transaction_purchases
                where transaction_purchases.visitor_id is null
            )
            or fct_events.event_id in (select nearby_refunds.event_id from nearby_refunds)
        )

),

events_with_previous as (

    select
        *,
        max(case when {{ is_visit('event_name') }} then event_at end) over (
            partition by visitor_id, platform_id
            order by event_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as previous_at
    from touched_events

),

events_with_gap as (

    select
        *,
        coalesce(event_at > previous_at + interval '{{ sessions.gap_minutes }}' minute, true)
            as is_after_gap
    from events_with_previous

),

events_with_start as (

    select
        *,
        max(case when is_after_gap and {{ is_visit('event_name') }} then event_at end) over (
            partition by visitor_id, platform_id
            order by event_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and current row
        ) as last_start_at
    from events_with_gap

),

events_with_start_at as (

    select
        *,
        case
            when {{ is_visit('event_name') }} or (not is_after_gap and event_name = 'refund')
                then last_start_at
        end as session_start_at
    from events_with_start

)

select
    event_id,
    event_name,
    visitor_id,
    user_id,
    platform_id,
    case
        when visitor_id is not null and session_start_at is not null then md5(concat(
            cast(length(visitor_id) as string), ':', visitor_id, '|', platform_id, '|',
            cast({{ us_of('session_start_at') }} as string)
        ))
    end as session_id,
    page_location,
    source,
    medium,
    campaign,
    country,
    device_category,
    experiment_id,
    coupon,
    transaction_id,
    event_at,
    event_date,
    session_start_at,
    {{ date_of('session_start_at') }} as session_date
from events_with_start_at
