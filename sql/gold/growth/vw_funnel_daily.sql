-- vw_funnel_daily: how many sessions went from a list to a purchase, step by step.
-- kind: view
-- grain: one row per day, platform and step
-- key: session_date, platform_id, step
-- inputs: fct_events, fct_orders, silver_event_sessions, silver_user_sessions
-- owner: growth
-- not null: sessions
-- one of: step_name (list | view | cart | checkout | purchase)
-- columns:
--   session_date: the day on which the sessions started
--   platform_id
--   step: 1 to 5
--   step_name: list, view, cart, checkout or purchase
--   sessions: sessions that reached this step after all the steps before it, count
--   rate_from_previous: share of the sessions of the step before, 0 to 1; empty for the first
--   drop_off: sessions of the step before that did not come this far, count; empty for the first
--
-- A step counts at its first event at or after the step before it; a purchase at the event that
-- its order counts by, so that one told again is none.

with events as (

    select
        silver_event_sessions.session_id,
        silver_event_sessions.session_date,
        fct_events.platform_id,
        case fct_events.event_name
            when 'view_item_list' then 'list'
            when 'view_item' then 'view'
            when 'add_to_cart' then 'cart'
            when 'begin_checkout' then 'checkout'
            when 'purchase' then 'purchase'
        end as step_name,
        fct_events.event_at
    from silver_event_sessions
    inner join fct_events
        on
            silver_event_sessions.event_id = fct_events.event_id
            and silver_event_sessions.event_date = fct_events.event_date
    left join fct_orders on fct_events.event_id = fct_orders.event_id
    where fct_events.event_name <> 'purchase' or fct_orders.event_id is not null
),

list_sessions as (

    select
        session_id,
        session_date,
        platform_id,
        min(event_at) as reached_at
    from events
    where step_name = 'list'
    group by session_id, session_date, platform_id

),
{%- for step in ['view', 'cart', 'checkout', 'purchase'] %}
{%- set before = loop.previtem | default('list') %}

{{ step }}_sessions as (

    select
        events.session_id,
        events.session_date,
        events.platform_id,
        min(events.event_at) as reached_at
    from events
    inner join {{ before }}_sessions
        on
            events.session_id = {{ before }}_sessions.session_id
            and events.event_at >= {{ before }}_sessions.reached_at
    where events.step_name = '{{ step }}'
    group by events.session_id, events.session_date, events.platform_id

),
{%- endfor %}

reached as (
    {% for step in ['list', 'view', 'cart', 'checkout', 'purchase'] %}
    select
        session_date,
        platform_id,
        {{ loop.index }} as step,
        count(*) as sessions
    from {{ step }}_sessions
    group by session_date, platform_id
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

steps as (
    {% for name in ['list', 'view', 'cart', 'checkout', 'purchase'] %}
    select
        {{ loop.index }} as step,
        '{{ name }}' as step_name
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

days as (

    select distinct
        session_date,
        platform_id
    from silver_user_sessions

),

funnel as (

    select
        days.session_date,
        days.platform_id,
        steps.step,
        steps.step_name,
        coalesce(reached.sessions, 0) as sessions
    from days
    cross join steps
    left join reached
        on
            days.session_date = reached.session_date
            and days.platform_id = reached.platform_id
            and steps.step = reached.step

),

funnel_with_previous as (

    select
        *,
        lag(sessions) over (
            partition by session_date, platform_id order by step asc nulls last
        ) as previous_sessions
    from funnel

)

select
    session_date,
    platform_id,
    step,
    step_name,
    sessions,
    {{ rate('sessions', 'previous_sessions') }} as rate_from_previous,
    previous_sessions - sessions as drop_off
from funnel_with_previous
