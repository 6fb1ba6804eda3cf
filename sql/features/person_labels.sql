-- person_labels: what became of each person seen before a cutoff, in the days from it on.
-- kind: view
-- grain: one row per person seen before the cutoff
-- key: user_id
-- inputs: silver_session_days, fct_orders, fct_refunds
-- owner: growth
-- not null: cutoff, was_seen, comes_back, net_revenue_after
-- columns:
--   user_id: the person, as the events before the cutoff know them
--   cutoff: the first day of what is told
--   was_seen: seen in the 90 days before the cutoff: of others nobody asks whether they churn
--   comes_back: seen in the `ml.horizon_days` from the cutoff on; who was and does not, churned
--   net_revenue_after: revenue of the orders in the `ml.value_days` from the cutoff on, less what was
--     paid back for them in these days, in the reporting currency
--
-- A person is looked for under the names that the events before the cutoff know: their visitors,
-- where a later day names nobody or the visitor was nobody's, and their own id.

{#- Whose something after the cutoff is: whom it names, if the visitor was somebody's. -#}
{%- macro owner_after(row) -%}
    case
        when visitors.user_id = {{ row }}.visitor_id then visitors.user_id
        else coalesce({{ row }}.user_id, visitors.user_id, {{ row }}.visitor_id)
    end
{%- endmacro -%}
{%- set day = "date '" ~ cutoff ~ "'" %}
{%- set end = add_days(day, ml.horizon_days) %}
{%- set value_end = add_days(day, ml.value_days) %}

with visitors as (

    select
        visitor_id,
        coalesce(
            max_by(user_id, user_sort_key) filter (where user_id is not null), visitor_id
        ) as user_id
    from silver_session_days
    where event_date < {{ day }}
    group by visitor_id

),

people as (

    select
        coalesce(silver_session_days.user_id, visitors.user_id) as user_id,
        max(silver_session_days.event_date) as last_seen_on
    from silver_session_days
    inner join visitors on silver_session_days.visitor_id = visitors.visitor_id
    where silver_session_days.event_date < {{ day }}
    group by coalesce(silver_session_days.user_id, visitors.user_id)

),

days_after as (

    select
        user_id,
        visitor_id,
        event_date
    from silver_session_days
    where event_date >= {{ day }} and event_date < {{ end }}

),

seen_after as (

    select distinct {{ owner_after('days_after') }} as user_id
    from days_after
    left join visitors on days_after.visitor_id = visitors.visitor_id

),

paid_back as (

    select
        order_id,
        sum(refunded_value) as refunded_value
    from fct_refunds
    where
        {{ date_of('refunded_at') }} >= {{ day }}
        and {{ date_of('refunded_at') }} < {{ value_end }}
    group by order_id

),

bought_after as (

    select
        {{ owner_after('fct_orders') }} as user_id,
        sum(
            fct_orders.revenue
            - least(coalesce(paid_back.refunded_value, 0), fct_orders.revenue)
        ) as net_revenue
    from fct_orders
    left join paid_back on fct_orders.order_id = paid_back.order_id
    left join visitors on fct_orders.visitor_id = visitors.visitor_id
    where fct_orders.order_date >= {{ day }} and fct_orders.order_date < {{ value_end }}
    group by {{ owner_after('fct_orders') }}

)

select
    people.user_id,
    {{ day }} as cutoff,
    people.last_seen_on >= {{ add_days(day, -90) }} as was_seen,
    seen_after.user_id is not null as comes_back,
    {{ money('coalesce(bought_after.net_revenue, 0)') }} as net_revenue_after
from people
left join seen_after on people.user_id = seen_after.user_id
left join bought_after on people.user_id = bought_after.user_id
order by people.user_id asc nulls last
