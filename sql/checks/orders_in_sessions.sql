-- orders_in_sessions: every order of a visitor lies in a session of a visitor, at its time
-- when: batch
-- severity: fail

with orders as (

    select fct_orders.*
    from fct_orders
    where {{ touched('fct_orders') }} and fct_orders.visitor_id is not null

)

select
    orders.order_id,
    orders.visitor_id,
    orders.session_id,
    orders.ordered_at
from orders
left join silver_user_sessions
    on
        orders.session_id = silver_user_sessions.session_id
        and orders.visitor_id = silver_user_sessions.visitor_id
where silver_user_sessions.session_id is null
