-- attribution_reconciles: by day and attribution model, credited orders and revenue are those of the orders
-- when: verify
-- severity: fail

with models as (

    {{ attribution_models() | indent }}

),

amounts as (

    select
        model,
        order_date,
        orders as orders_shown,
        0 as orders_held,
        revenue as shown,
        0 as held
    from vw_attribution_daily

    union all

    select
        models.model,
        fct_orders.order_date,
        0 as orders_shown,
        1 as orders_held,
        0 as shown,
        fct_orders.revenue as held
    from fct_orders
    cross join models

)

select
    model,
    order_date,
    sum(orders_shown) as orders_shown,
    sum(orders_held) as orders_held,
    sum(shown) as shown,
    sum(held) as held
from amounts
group by model, order_date
having
    sum(orders_shown) <> sum(orders_held)
    or (sum(shown) <> sum(held) and max(shown) < 99999999999999.9999)
