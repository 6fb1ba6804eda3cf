-- Revenue by month: the last thirteen, in the reporting currency
-- bars: revenue
with months as (

    select
        cast(date_trunc('month', order_date) as date) as first_day,
        sum(orders) as orders,
        sum(revenue) as revenue
    from vw_revenue_daily
    group by first_day

),

calendar as (

    select distinct cast(date_trunc('month', date_day) as date) as first_day
    from dim_dates

)

select
    strftime(calendar.first_day, '%Y-%m') as month,
    cast(coalesce(months.orders, 0) as bigint) as orders,
    cast(coalesce(months.revenue, 0) as decimal(18, 2)) as revenue
from calendar
left join months on calendar.first_day = months.first_day
qualify row_number() over (order by calendar.first_day desc) <= 13
order by month
