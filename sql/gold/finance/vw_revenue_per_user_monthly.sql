-- vw_revenue_per_user_monthly: what the shop earns per active person, month by month.
-- kind: view
-- grain: one row per month of the lake
-- key: month_start
-- inputs: vw_growth_accounting, fct_orders, dim_dates, watermark
-- owner: finance
-- not null: active_users, revenue, refunded_value, net_revenue, is_complete
-- columns:
--   month_start
--   active_users: persons with an interaction in the month, each once, count
--   revenue: revenue of the month's orders, in the reporting currency
--   refunded_value: what of these orders was paid back, whenever that was, in the reporting currency
--   net_revenue: revenue less what was paid back, in the reporting currency
--   arpu: net revenue ÷ active persons, in the reporting currency; empty until the month is over
--   is_complete: the month's last day is over

with months as (

    select distinct {{ start_of('month', 'dim_dates.date_day') }} as month_start
    from dim_dates

),

active as (

    select
        period_start as month_start,
        active_users
    from vw_growth_accounting
    where period = 'month' and segment = 'all'

),

sold as (

    select
        {{ start_of('month', 'fct_orders.order_date') }} as month_start,
        sum(fct_orders.revenue) as revenue,
        sum(fct_orders.refunded_value) as refunded_value
    from fct_orders
    group by {{ start_of('month', 'fct_orders.order_date') }}

),

month_sums as (

    select
        months.month_start,
        coalesce(active.active_users, 0) as active_users,
        coalesce(sold.revenue, 0) as revenue,
        coalesce(sold.refunded_value, 0) as refunded_value,
        {{ start_of('month', add_days('months.month_start', 31)) }} <= watermark.event_date
            as is_complete
    from months
    left join active on months.month_start = active.month_start
    left join sold on months.month_start = sold.month_start
    cross join watermark

)

select
    month_start,
    active_users,
    {{ money('revenue') }} as revenue,
    {{ money('refunded_value') }} as refunded_value,
    {{ money('revenue - refunded_value') }} as net_revenue,
    case when is_complete then {{ average('revenue - refunded_value', 'active_users') }} end
        as arpu,
    is_complete
from month_sums
