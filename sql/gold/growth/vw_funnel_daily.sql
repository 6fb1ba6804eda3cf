-- vw_funnel_daily: how many sessions went from a list to a purchase, step by step.
-- kind: view
-- grain: one row per day, platform and step
-- key: session_date, platform_id, step
-- inputs: silver_sessions
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

{%- set steps = ['list', 'view', 'cart', 'checkout', 'purchase'] %}

with days as (

    select
        silver_sessions.session_date,
        silver_sessions.platform_id,
        {%- for step in steps %}
        count(silver_sessions.{{ step }}_reached_at) as {{ step }}_sessions
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from silver_sessions
    group by silver_sessions.session_date, silver_sessions.platform_id

),

funnel as (
    {% for step in steps %}
    select
        session_date,
        platform_id,
        {{ loop.index }} as step,
        '{{ step }}' as step_name,
        {{ step }}_sessions as sessions,
        {{ 'cast(null as bigint)' if loop.first else loop.previtem ~ '_sessions' }}
            as previous_sessions
    from days
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    session_date,
    platform_id,
    step,
    step_name,
    sessions,
    {{ rate('sessions', 'previous_sessions') }} as rate_from_previous,
    previous_sessions - sessions as drop_off
from funnel
