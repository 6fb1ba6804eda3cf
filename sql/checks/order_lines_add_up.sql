-- order_lines_add_up: the lines of an order carry its revenue, to the last digit
-- when: batch
-- severity: fail

with lines as (

    select
        fct_order_items.order_id,
        sum(fct_order_items.allocated_revenue) as allocated_revenue
    from fct_order_items
    where {{ touched('fct_order_items') }}
    group by fct_order_items.order_id

)

select
    fct_orders.order_id,
    fct_orders.revenue,
    lines.allocated_revenue
from fct_orders
left join lines on fct_orders.order_id = lines.order_id
where
    {{ touched('fct_orders') }}
    and fct_orders.revenue is distinct from lines.allocated_revenue
