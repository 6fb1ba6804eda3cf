-- periods_reconcile: days, weeks and months each add up to all sessions, orders and revenue
-- when: verify
-- severity: fail

with periods as (

    select
        period,
        sum(sessions) as sessions,
        sum(orders) as orders,
        sum(revenue) as revenue,
        max(revenue) as greatest
    from vw_active_users_by_period
    group by period

),

kinds as (

    select 'day' as period

    union all

    select 'week' as period

    union all

    select 'month' as period

),

held_sessions as (

    select count(*) as sessions
    from silver_sessions

),

held_orders as (

    select
        count(*) as orders,
        coalesce(sum(revenue), 0) as revenue
    from fct_orders

)

select
    kinds.period,
    periods.sessions as sessions_shown,
    held_sessions.sessions,
    periods.orders as orders_shown,
    held_orders.orders,
    periods.revenue as revenue_shown,
    held_orders.revenue
from kinds
cross join held_sessions
cross join held_orders
left join periods on kinds.period = periods.period
where
    coalesce(periods.sessions, 0) <> held_sessions.sessions
    or coalesce(periods.orders, 0) <> held_orders.orders
    or (
        coalesce(periods.revenue, 0) <> held_orders.revenue
        and coalesce(periods.greatest, 0) < 99999999999999.9999
    )
