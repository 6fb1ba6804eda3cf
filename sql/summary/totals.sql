-- The shop so far: revenue in the reporting currency, orders, sessions
with sessions as (

    select
        count(*) as sessions,
        count(*) filter (where silver_sessions.has_purchase) as buying_sessions,
        count(distinct silver_sessions.visitor_id) as visitors,
        cast(
            avg(case when silver_sessions.is_bounce then 1.0 else 0.0 end) as decimal(9, 4)
        ) as bounce_rate
    from silver_sessions

),

orders as (

    select
        count(*) as orders,
        coalesce(sum(revenue), 0) as revenue,
        cast(coalesce(sum(purchase_event_count), 0) as bigint) as purchase_events
    from fct_orders

)

select
    cast(orders.revenue as decimal(18, 2)) as revenue,
    orders.orders,
    cast(orders.revenue / nullif(orders.orders, 0) as decimal(18, 2)) as average_order_value,
    sessions.sessions,
    sessions.visitors,
    cast(sessions.buying_sessions * 1.0 / nullif(sessions.sessions, 0) as decimal(9, 4))
        as conversion_rate,
    sessions.bounce_rate,
    orders.purchase_events
from sessions
cross join orders
