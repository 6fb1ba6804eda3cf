-- sessions_with_purchase_reconcile: views that show sessions with a purchase show those that hold an order
-- when: verify
-- severity: fail

-- Where a session stands in one row the sums are equal. Where it may stand in several (a list or
-- campaign of each line, an experiment of several) they are no less, as every order stands
-- somewhere; a funnel counts those who came all the way, which are no more.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with held as (

    select count(distinct session_id) as sessions
    from fct_orders

),

shown as (
{% for view, sessions, is_least, is_most in [
    ('vw_platform_daily_performance_sessions', 'sessions_with_purchase', true, true),
    ('vw_sessions_daily', 'sessions_with_purchase', true, true),
    ('vw_hourly_weekday', 'sessions_with_purchase', true, true),
    ('vw_channel_daily', 'buying_sessions', true, true),
    ('vw_device_daily', 'buying_sessions', true, true),
    (
        'vw_active_users_by_period',
        "case when period = 'month' then sessions_with_purchase end", true, true,
    ),
    ('vw_experiment_performance', 'sessions_with_purchase', true, false),
    ('vw_list_daily_performance_sessions', 'sessions_with_purchase', true, false),
    ('vw_growth_engagement_daily', 'sessions_with_purchase', true, false),
    ('vw_campaign_daily_performance', 'sessions_with_purchase', true, false),
    ('vw_funnel_daily', "case when step_name = 'purchase' then sessions end", false, true),
] %}
    select
        '{{ view }}' as gold_view,
        coalesce(sum({{ sessions }}), 0) as sessions,
        {{ is_least }} as is_least,
        {{ is_most }} as is_most
    from {{ view }}
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    shown.gold_view,
    shown.sessions as shown,
    held.sessions as held
from shown
cross join held
where
    (shown.is_least and shown.sessions < held.sessions)
    or (shown.is_most and shown.sessions > held.sessions)
