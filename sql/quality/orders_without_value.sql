-- orders_without_value: orders of which no purchase event says what they are worth
-- severity: fail
-- threshold: max_orders_without_value
--
-- An order for nothing says 0. One that is worth what its items cost is without a value, too.

with valued as (

    select
        order_key,
        max(value) as value
    from silver_purchase_events
    where event_name = 'purchase'
    group by order_key

),

found as (

    select
        fct_orders.order_date as day,
        fct_orders.order_id as slice,
        fct_orders.order_id,
        fct_orders.revenue,
        valued.value is not null as is_kept
    from fct_orders
    left join valued on fct_orders.order_key = valued.order_key

),

days as (

    select
        day,
        count(*) filter (where not is_kept) as value,
        {{ quality.max_orders_without_value }} as threshold,
        count(*) filter (where not is_kept) as rows,
        count(*) filter (where not is_kept) <= {{ quality.max_orders_without_value }} as is_kept
    from found
    group by day

)

select * from days
