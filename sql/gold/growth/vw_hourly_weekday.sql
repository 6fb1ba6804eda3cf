-- vw_hourly_weekday: when people come and buy: weekdays and hours of the shop's clock, month by month.
-- kind: view
-- grain: one row per month, weekday and hour, quiet hours included
-- key: month_start, weekday_number, hour_number
-- inputs: dim_dates, silver_sessions, fct_orders
-- owner: growth
-- not null: days, sessions, sessions_with_purchase, orders, revenue
-- columns:
--   month_start
--   weekday_number: day of the week, 1 to 7; Monday is 1
--   hour_number: hour of the shop's clock (`calendar.timezone`), from 0 to 23
--   days: days of the month that were such a weekday and lie in the lake, count
--   sessions: sessions that started in the hour, count
--   sessions_with_purchase
--   orders: orders placed in the hour, count
--   revenue: revenue of these orders, in the reporting currency
--
-- A sum of sessions over a sum of `days` is the average of that hour. Where clocks are changed, an
-- hour of one night is missing, or has twice the time.

with hours as (

    select {{ hours_of_day() }}

),

weekdays as (

    select
        {{ start_of('month', 'date_day') }} as month_start,
        weekday_number,
        count(*) as days
    from dim_dates
    group by {{ start_of('month', 'date_day') }}, weekday_number

),

sessions as (

    select
        {{ start_of('month', 'silver_sessions.session_date') }} as month_start,
        {{ weekday_of('silver_sessions.session_date') }} as weekday_number,
        {{ hour_of('silver_sessions.session_start_at') }} as hour_number,
        count(*) as sessions,
        count(*) filter (where silver_sessions.has_purchase) as sessions_with_purchase
    from silver_sessions
    group by
        {{ start_of('month', 'silver_sessions.session_date') }},
        {{ weekday_of('silver_sessions.session_date') }},
        {{ hour_of('silver_sessions.session_start_at') }}

),

orders as (

    select
        {{ start_of('month', 'order_date') }} as month_start,
        {{ weekday_of('order_date') }} as weekday_number,
        {{ hour_of('ordered_at') }} as hour_number,
        count(*) as orders,
        sum(revenue) as revenue
    from fct_orders
    group by
        {{ start_of('month', 'order_date') }},
        {{ weekday_of('order_date') }},
        {{ hour_of('ordered_at') }}

)

select
    weekdays.month_start,
    weekdays.weekday_number,
    hours.hour_number,
    weekdays.days,
    coalesce(sessions.sessions, 0) as sessions,
    coalesce(sessions.sessions_with_purchase, 0) as sessions_with_purchase,
    coalesce(orders.orders, 0) as orders,
    {{ money('coalesce(orders.revenue, 0)') }} as revenue
from weekdays
cross join hours
left join sessions
    on
        weekdays.month_start = sessions.month_start
        and weekdays.weekday_number = sessions.weekday_number
        and hours.hour_number = sessions.hour_number
left join orders
    on
        weekdays.month_start = orders.month_start
        and weekdays.weekday_number = orders.weekday_number
        and hours.hour_number = orders.hour_number
