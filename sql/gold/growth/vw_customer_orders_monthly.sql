-- vw_customer_orders_monthly: new and repeat buyers by month, and how many new ones soon bought again.
-- kind: view
-- grain: one row per month with an order
-- key: order_month
-- inputs: fct_orders, silver_identity_map, watermark
-- owner: growth
-- not null: orders, buyers, new_buyers, repeat_buyers, revenue
-- columns:
--   order_month: the first day of the month
--   orders: orders of the month, those of nobody known included, count
--   first_orders: of these, first orders of their person, count
--   repeat_orders: of these, orders of persons who had ordered before, count
--   buyers: persons with an order in the month, each once, count
--   new_buyers: of these, persons whose first order lies in the month, count
--   repeat_buyers: of these, persons who had ordered before the month, count
--   new_buyers_seen_30_days: of the new buyers, those whose 30 days after the first order are over,
--     count
--   repeated_in_30_days: of those, persons who ordered again within 30 days, count
--   new_buyers_seen_60_days: likewise of 60 days, count
--   repeated_in_60_days: likewise of 60 days, count
--   new_buyers_seen_90_days: likewise of 90 days, count
--   repeated_in_90_days: likewise of 90 days, count
--   repeat_in_30_days_rate: share of the new buyers seen for 30 days who ordered again within them,
--     0 to 1; empty while nobody has been seen so long
--   repeat_in_60_days_rate: likewise of 60 days, 0 to 1
--   repeat_in_90_days_rate: likewise of 90 days, 0 to 1
--   revenue: revenue of the orders, in the reporting currency
--   first_order_revenue: revenue of the first orders, in the reporting currency
--   repeat_order_revenue: revenue of the repeat orders, in the reporting currency
--
-- Windows that are not over yet are left out above and below, so that the last months do not look
-- worse than they are. A second order on the day of the first is one within 30 days. A refunded order
-- was an order.

with orders as (

    {{ numbered_orders() | indent }}

),

orders_with_month as (

    select
        *,
        {{ start_of('month', 'order_date') }} as order_month,
        first_order_date >= {{ start_of('month', 'order_date') }} as is_new_buyer
    from orders

),

months as (

    select
        order_month,
        count(*) as orders,
        count(*) filter (where order_number = 1) as first_orders,
        count(*) filter (where order_number > 1) as repeat_orders,
        count(distinct person_id) as buyers,
        count(distinct person_id) filter (where is_new_buyer) as new_buyers,
        sum(revenue) as revenue,
        coalesce(sum(revenue) filter (where order_number = 1), 0) as first_order_revenue,
        coalesce(sum(revenue) filter (where order_number > 1), 0) as repeat_order_revenue
    from orders_with_month
    group by order_month

),

new_buyers as (

    select
        person_id,
        first_order_date,
        min(case when order_number = 2 then order_date end) as second_order_date
    from orders
    where person_id is not null
    group by person_id, first_order_date

),

new_buyers_with_days as (

    select
        {{ start_of('month', 'new_buyers.first_order_date') }} as order_month,
        {{ days_between('new_buyers.first_order_date', 'new_buyers.second_order_date') }}
            as days_to_second_order,
        {{ days_between('new_buyers.first_order_date', 'watermark.event_date') }} as days_begun
    from new_buyers
    cross join watermark

),

windows as (

    select
        {%- for days in [30, 60, 90] %}
        count(*) filter (where days_begun > {{ days }}) as new_buyers_seen_{{ days }}_days,
        count(*) filter (where days_begun > {{ days }} and days_to_second_order <= {{ days }})
            as repeated_in_{{ days }}_days,
        {%- endfor %}
        order_month
    from new_buyers_with_days
    group by order_month

)

select
    months.order_month,
    months.orders,
    months.first_orders,
    months.repeat_orders,
    months.buyers,
    months.new_buyers,
    months.buyers - months.new_buyers as repeat_buyers,
    {%- for days in [30, 60, 90] %}
    coalesce(windows.new_buyers_seen_{{ days }}_days, 0) as new_buyers_seen_{{ days }}_days,
    coalesce(windows.repeated_in_{{ days }}_days, 0) as repeated_in_{{ days }}_days,
    {%- endfor %}
    {%- for days in [30, 60, 90] %}
    {{ rate(
        'windows.repeated_in_' ~ days ~ '_days', 'windows.new_buyers_seen_' ~ days ~ '_days'
    ) }} as repeat_in_{{ days }}_days_rate,
    {%- endfor %}
    {{ money('months.revenue') }} as revenue,
    {{ money('months.first_order_revenue') }} as first_order_revenue,
    {{ money('months.repeat_order_revenue') }} as repeat_order_revenue
from months
left join windows on months.order_month = windows.order_month
