-- sessions_reconcile: sessions of each view of all sessions are those of the sessions table
-- when: verify
-- severity: fail

-- By day and platform where the view has them, else as a whole.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with counts as (
{% for view, day, platform in [
    ('vw_platform_daily_performance_sessions', 'session_date', 'platform_id'),
    ('vw_sessions_daily', 'session_date', 'platform_id'),
    ('vw_hourly_weekday', 'null', 'null'),
    ('vw_channel_daily', 'session_date', 'null'),
    ('vw_device_daily', 'session_date', 'null'),
] %}
    select
        '{{ view }}' as gold_view,
        cast({{ day }} as date) as session_date,
        cast({{ platform }} as string) as platform_id,
        sessions as shown,
        0 as held
    from {{ view }}

    union all

    select
        '{{ view }}' as gold_view,
        cast({{ day }} as date) as session_date,
        cast({{ platform }} as string) as platform_id,
        0 as shown,
        1 as held
    from silver_sessions
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    gold_view,
    session_date,
    platform_id,
    sum(shown) as shown,
    sum(held) as held
from counts
group by gold_view, session_date, platform_id
having sum(shown) <> sum(held)
