-- costs_reconcile: the Gold views of costs show, day by day, what the campaigns cost
-- when: verify
-- severity: fail

-- Every attribution model shows the whole cost.

with models as (

    {{ attribution_models() | indent }}

),

amounts as (

    select
        model,
        order_date as cost_date,
        cost as shown,
        0 as held
    from vw_attribution_daily
    where cost is not null

    union all

    select
        models.model,
        fct_marketing_costs.cost_date,
        0 as shown,
        fct_marketing_costs.cost as held
    from fct_marketing_costs
    cross join models

    union all

    select
        'visits' as model,
        session_date as cost_date,
        cost as shown,
        0 as held
    from vw_channel_daily
    where cost is not null

    union all

    select
        'visits' as model,
        cost_date,
        0 as shown,
        cost as held
    from fct_marketing_costs

)

select
    model,
    cost_date,
    sum(shown) as shown,
    sum(held) as held
from amounts
group by model, cost_date
having
    sum(shown) <> sum(held)
    and max(shown) < 99999999999999.9999 and min(shown) > -99999999999999.9999
