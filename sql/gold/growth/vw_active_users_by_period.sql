-- vw_active_users_by_period: how many people came and bought in each day, week and month, each counted once.
-- kind: view
-- grain: one row per day, week and month in which somebody was active, came or bought
-- key: period, period_start
-- inputs: vw_growth_accounting, silver_sessions, silver_identity_map, fct_orders, dim_dates
-- owner: growth
-- not null: active_users, new_users, returning_users, buyers, sessions, orders, revenue, is_whole
-- one of: period (day | week | month)
-- columns:
--   period
--   period_start
--   active_users: persons with an interaction in the period, each once, count
--   new_users: of these, persons who were never active before, count
--   returning_users: of these, persons who had been active before the period, count
--   buyers: persons who placed an order in the period, each once, count
--   sessions: sessions that started in the period, count
--   sessions_with_purchase
--   orders: orders placed in the period, those of nobody known included, count
--   is_whole: the lake has all days of the period, and its last day is over
--   revenue: revenue of these orders, in the reporting currency
--
-- Name one period in WHERE. Who came on three days of a month is one person of that month, which no
-- sum of days tells. A first or last period that is not whole is no rise and no fall.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with sessions_and_orders as (

    select
        {{ person_of('silver_sessions') }} as user_id,
        silver_sessions.session_date as date_day,
        1 as sessions,
        case when silver_sessions.has_purchase then 1 else 0 end as sessions_with_purchase,
        0 as orders,
        0 as revenue
    from silver_sessions
    inner join silver_identity_map
        on silver_sessions.visitor_id = silver_identity_map.visitor_id

    union all

    select
        {{ person_of('fct_orders') }} as user_id,
        fct_orders.order_date as date_day,
        0 as sessions,
        0 as sessions_with_purchase,
        1 as orders,
        fct_orders.revenue
    from fct_orders
    left join silver_identity_map on fct_orders.visitor_id = silver_identity_map.visitor_id

),
{% for period in ['day', 'week', 'month'] %}
{{ period }}s as (

    select
        '{{ period }}' as period,
        {{ start_of(period, 'date_day') }} as period_start,
        count(distinct user_id) filter (where orders > 0) as buyers,
        cast(sum(sessions) as bigint) as sessions,
        cast(sum(sessions_with_purchase) as bigint) as sessions_with_purchase,
        cast(sum(orders) as bigint) as orders,
        sum(revenue) as revenue
    from sessions_and_orders
    group by {{ start_of(period, 'date_day') }}

),
{% endfor %}
periods as (
{% for period in ['day', 'week', 'month'] %}
    select *
    from {{ period }}s
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
),

first_date as (

    select min(date_day) as first_date
    from dim_dates

)

select
    vw_growth_accounting.period,
    vw_growth_accounting.period_start,
    vw_growth_accounting.active_users,
    vw_growth_accounting.new_users,
    vw_growth_accounting.active_users - vw_growth_accounting.new_users as returning_users,
    coalesce(periods.buyers, 0) as buyers,
    coalesce(periods.sessions, 0) as sessions,
    coalesce(periods.sessions_with_purchase, 0) as sessions_with_purchase,
    coalesce(periods.orders, 0) as orders,
    vw_growth_accounting.is_complete
    and vw_growth_accounting.period_start >= first_date.first_date as is_whole,
    {{ money('coalesce(periods.revenue, 0)') }} as revenue
from vw_growth_accounting
left join periods
    on
        vw_growth_accounting.period = periods.period
        and vw_growth_accounting.period_start = periods.period_start
cross join first_date
where
    vw_growth_accounting.segment = 'all'
    and (vw_growth_accounting.active_users > 0 or periods.period is not null)
