-- attribution_adds_up: in each attribution model, an order's credit adds up to 1 and its revenue to the order's
-- when: verify
-- severity: fail

with models as (

    {{ attribution_models() | indent }}

),

credits as (

    select
        order_id,
        model,
        sum(credit) as credit,
        sum(revenue) as revenue
    from vw_attribution
    group by order_id, model

)

select
    fct_orders.order_id,
    models.model,
    credits.credit,
    credits.revenue as credited,
    fct_orders.revenue as sold
from fct_orders
cross join models
left join credits
    on fct_orders.order_id = credits.order_id and models.model = credits.model
where credits.credit is distinct from 1 or credits.revenue is distinct from fct_orders.revenue
