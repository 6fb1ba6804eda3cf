-- orders_in_sessions: every order of a visitor lies in a session of a visitor, at its time
-- when: batch
-- severity: fail
--
-- The session holds one of the order's purchases, so it lies where these do. It is looked up by
-- time, not by event, so that a wrong row of silver_event_sessions is found. An order may be in none
-- if its visitor has a bot's day among those of the touched purchases.

-- What a setting asks for stands between conditions, which the linter takes for a wrong indent, or
-- for something that nobody reads.
-- noqa: disable=LT02,ST03

with orders as (

    select fct_orders.*
    from fct_orders
    where {{ touched('fct_orders') }} and fct_orders.visitor_id is not null

)
{%- if sessions.max_daily_events %},

bots as (

    select
        visitor_id,
        event_date
    from fct_events
    where
        {{ on_dates('fct_events.event_date', 'order_events.event_date') }}
        and {{ is_visit('event_name') }}
    group by visitor_id, event_date
    having count(*) > {{ sessions.max_daily_events }}

)
{%- endif %}

select
    orders.order_id,
    orders.visitor_id,
    orders.session_id,
    orders.ordered_at
from orders
left join silver_sessions
    on
        orders.session_id = silver_sessions.session_id
        and orders.visitor_id = silver_sessions.visitor_id
        and silver_sessions.session_start_at
        <= {{ greatest_of('order_events', 'event_at') }}
        and silver_sessions.session_end_at
        >= {{ least_of('order_events', 'event_at') }}
where
    silver_sessions.session_id is null
    {%- if sessions.max_daily_events %}
    and not (
        orders.session_id is null and orders.visitor_id in (select bots.visitor_id from bots)
    )
    {%- endif %}
