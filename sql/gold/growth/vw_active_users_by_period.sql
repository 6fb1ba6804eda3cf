-- vw_active_users_by_period: how many people came and bought in each day, week and month, each counted once.
-- kind: view
-- grain: one row per day, week and month in which somebody came or bought
-- key: period, period_start
-- inputs: silver_sessions, silver_identity_map, fct_orders, dim_dates, watermark
-- owner: growth
-- not null: active_users, new_users, returning_users, buyers, sessions, orders, revenue, is_whole
-- one of: period (day | week | month)
-- columns:
--   period
--   period_start
--   active_users: persons with a session that started in the period, each once, count
--   new_users: of these, persons whose first session ever is one of them, count
--   returning_users: of these, persons who had come before the period, count
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

first_days as (

    select
        user_id,
        min(date_day) as date_day
    from sessions_and_orders
    where sessions > 0
    group by user_id

),
{% for period in ['day', 'week', 'month'] %}
{{ period }}_first_days as (

    select
        {{ start_of(period, 'date_day') }} as period_start,
        count(*) as new_users
    from first_days
    group by {{ start_of(period, 'date_day') }}

),

{{ period }}s as (

    select
        '{{ period }}' as period,
        {{ start_of(period, 'date_day') }} as period_start,
        count(distinct user_id) filter (where sessions > 0) as active_users,
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
    select
        {{ period }}s.*,
        coalesce({{ period }}_first_days.new_users, 0) as new_users
    from {{ period }}s
    left join {{ period }}_first_days
        on {{ period }}s.period_start = {{ period }}_first_days.period_start
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
),

periods_with_end as (

    select
        *,
        case period
            when 'day' then {{ add_days('period_start', 1) }}
            when 'week' then {{ add_days('period_start', 7) }}
            else {{ start_of('month', add_days('period_start', 31)) }}
        end as next_start
    from periods

),

first_date as (

    select min(date_day) as first_date
    from dim_dates

)

select
    periods_with_end.period,
    periods_with_end.period_start,
    periods_with_end.active_users,
    periods_with_end.new_users,
    periods_with_end.active_users - periods_with_end.new_users as returning_users,
    periods_with_end.buyers,
    periods_with_end.sessions,
    periods_with_end.sessions_with_purchase,
    periods_with_end.orders,
    periods_with_end.period_start >= first_date.first_date
    and periods_with_end.next_start <= watermark.event_date as is_whole,
    {{ money('periods_with_end.revenue') }} as revenue
from periods_with_end
cross join first_date
cross join watermark
