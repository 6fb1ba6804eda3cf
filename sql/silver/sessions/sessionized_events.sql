-- sessionized_events: the touched events, each with the session it belongs to.
-- kind: scope
-- grain: one row per touched event
-- key: event_id
-- inputs: new_events, fct_events, changed_moments, former_sessions, transaction_purchases, nearby_refunds, bot_days
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
-- have none; nor have events of a day on which a visitor has more than `sessions.max_daily_events`.
--
-- A session that does not pause ends by the clock: where a multiple of `sessions.max_hours` hours since
-- 1970 (UTC) passes, and events have followed each other within the gap for that long or longer,
-- the next event begins a session, which continues the one before. Whether it does follows
-- from the events before that time, in whatever order they come.

-- What a setting asks for stands between conditions, which the linter takes for a wrong indent, or
-- for something that nobody reads.
-- noqa: disable=LT02,ST11

{# Whether an event makes a session, or prolongs one. -#}
{%- macro counts() -%}
    {{ is_visit('event_name') }}{{ ' and not is_of_bot' if sessions.max_daily_events }}
{%- endmacro %}
{#- The last time at or before an event that is a multiple of the limit, in microseconds. -#}
{%- macro limit_before(us) -%}
    {{ us }} - mod({{ us }}, {{ sessions.max_hours * 3600000000 }})
{%- endmacro %}
{#- What was so far, in the order of a visitor's events. -#}
{%- set events_until %}
            partition by visitor_id, platform_id{{ ', bot_event_id' if sessions.max_daily_events }}
            order by event_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and
{%- endset %}

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
        {%- if sessions.max_daily_events %},
        bot_days.visitor_id is not null as is_of_bot,
        case when bot_days.visitor_id is not null then fct_events.event_id end as bot_event_id
        {%- endif %}
    from fct_events
    {%- if sessions.max_daily_events %}
    left join bot_days
        on
            fct_events.visitor_id = bot_days.visitor_id
            and fct_events.event_date = bot_days.event_date
            and bot_days.is_bot
    {%- endif %}
    where
        {{ on_dates(
            'fct_events.event_date',
            'new_events.event_date',
            'changed_moments.event_date',
            'former_sessions.session_date..session_end_date',
            'transaction_purchases.event_date',
            'nearby_refunds.event_date',
            'bot_days.event_date',
        ) }}
        and (
            fct_events.event_id in (select former_events.event_id from former_events)
            or fct_events.event_id in (select new_events.event_id from new_events)
            or fct_events.event_id in (
                select transaction_purchases.event_id
                from transaction_purchases
                {%- if not sessions.max_daily_events %}
                where transaction_purchases.visitor_id is null
                {%- endif %}
            )
            {%- if sessions.max_daily_events %}
            or (fct_events.visitor_id, fct_events.event_date) in (
                select
                    former_bot_days.visitor_id,
                    former_bot_days.event_date
                from bot_days as former_bot_days
                where not former_bot_days.is_bot
            )
            {%- endif %}
            or fct_events.event_id in (select nearby_refunds.event_id from nearby_refunds)
        )

),

events_with_previous as (

    select
        *,
        max(case when {{ counts() }} then event_at end) over (
            {{- events_until }} 1 preceding
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

{%- if sessions.max_hours %}

events_with_begin as (

    select
        events_with_gap.*,
        former_sessions.session_id is not null as is_carried,
        max(case
            when events_with_gap.is_after_gap and {{ counts() }}
                then {{ us_of('events_with_gap.event_at') }} - case
                    when former_sessions.session_id is not null
                        then {{ sessions.max_hours * 3600000000 }}
                    else 0
                end
        end) over (
            {{- events_until | replace('visitor_id', 'events_with_gap.visitor_id') | replace(
                'platform_id', 'events_with_gap.platform_id') }} current row
        ) as begin_us
    from events_with_gap
    left join former_sessions
        on
            events_with_gap.visitor_id = former_sessions.visitor_id
            and events_with_gap.platform_id = former_sessions.platform_id
            and events_with_gap.event_at = former_sessions.session_start_at
            and former_sessions.is_carried

),

events_with_cut as (

    select
        *,
        {{ counts() }}
        and not is_after_gap
        and {{ us_of('previous_at') }} < {{ limit_before(us_of('event_at')) }}
        and begin_us
        <= {{ limit_before(us_of('event_at')) }} - {{ sessions.max_hours * 3600000000 }} as is_cut
    from events_with_begin

),
{%- endif %}

events_with_start as (

    select
        *,
        max(case
            when (is_after_gap{{ ' or is_cut' if sessions.max_hours }}) and {{ counts() }}
                then event_at
        end) over (
            {{- events_until }} current row
        ) as last_start_at
    from {{ 'events_with_cut' if sessions.max_hours else 'events_with_gap' }}

),

events_with_start_at as (

    select
        *,
        case
            when {{ counts() }} or (not is_after_gap and event_name = 'refund')
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
    {{ date_of('session_start_at') }} as session_date,
    {{ '(is_cut or is_carried) and ' ~ counts() if sessions.max_hours else 'false' }}
        as is_continued
from events_with_start_at
