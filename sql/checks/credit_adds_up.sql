-- credit_adds_up: list credit carries each order's revenue once, unattributed included
-- when: batch
-- severity: fail

with lines as (

    select
        fct_order_items.event_id,
        sum(fct_order_items.allocated_revenue) as revenue
    from fct_order_items
    where {{ touched('fct_order_items') }}
    group by fct_order_items.event_id

),

credits as (

    select
        silver_list_credits.event_id,
        sum(silver_list_credits.revenue) as revenue
    from silver_list_credits
    where
        {{ touched('silver_list_credits') }}
        and silver_list_credits.event_name = 'purchase'
    group by silver_list_credits.event_id

)

select
    credits.event_id,
    credits.revenue as credited,
    lines.revenue as sold
from credits
left join lines on credits.event_id = lines.event_id
where credits.revenue <> coalesce(lines.revenue, 0)

union all

select
    lines.event_id,
    credits.revenue as credited,
    lines.revenue as sold
from lines
left join credits on lines.event_id = credits.event_id
where
    credits.event_id is null
    and lines.event_id in (select sessionized_events.event_id from sessionized_events)
