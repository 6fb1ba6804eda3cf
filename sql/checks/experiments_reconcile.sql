-- experiments_reconcile: every session and order is in a comparison of experiments, or in none
-- when: verify
-- severity: fail

-- A session of several experiments counts in each, so that the view has no sum of its own: each
-- experiment's sessions and orders are those that saw one variant of it, `none` the others.

with compared as (

    select
        session_id,
        concat('experiment ', experiment_id) as compared_in
    from silver_session_experiments
    where is_only_variant

),

found as (

    select
        coalesce(compared.compared_in, 'none') as compared_in,
        1 as sessions,
        0 as revenue
    from silver_sessions
    left join compared on silver_sessions.session_id = compared.session_id

    union all

    select
        coalesce(compared.compared_in, 'none') as compared_in,
        0 as sessions,
        fct_orders.revenue
    from fct_orders
    left join compared on fct_orders.session_id = compared.session_id

),

figures as (

    select
        compared_in,
        sessions,
        revenue,
        0 as sessions_shown,
        0 as revenue_shown
    from found

    union all

    select
        case
            when variant is null then 'none'
            else concat('experiment ', coalesce(experiment, ''))
        end as compared_in,
        0 as sessions,
        0 as revenue,
        sessions as sessions_shown,
        revenue as revenue_shown
    from vw_experiment_performance

)

select
    compared_in,
    sum(sessions) as sessions,
    sum(sessions_shown) as sessions_shown,
    sum(revenue) as revenue,
    sum(revenue_shown) as revenue_shown
from figures
group by compared_in
having
    sum(sessions) <> sum(sessions_shown)
    or (
        sum(revenue) <> sum(revenue_shown)
        and max(revenue_shown) < 99999999999999.9999
    )
