-- credit_adds_up: list credit carries each order's revenue once in each model, unattributed included
-- when: batch
-- severity: fail

with models as (

    select 'last_touch' as model

    union all

    select 'last_touch_product' as model

),

lines as (

    select
        fct_order_items.event_id,
        sum(fct_order_items.allocated_revenue) as revenue
    from fct_order_items
    where {{ touched('fct_order_items') }}
    group by fct_order_items.event_id

),

credits as (

    select
        silver_event_list_attribution.event_id,
        silver_event_list_attribution.model,
        sum(silver_event_list_attribution.revenue) as revenue
    from silver_event_list_attribution
    where
        {{ touched('silver_event_list_attribution') }}
        and silver_event_list_attribution.event_name = 'purchase'
    group by silver_event_list_attribution.event_id, silver_event_list_attribution.model

)

select
    credits.event_id,
    credits.model,
    credits.revenue as credited,
    lines.revenue as sold
from credits
left join lines on credits.event_id = lines.event_id
where credits.revenue <> coalesce(lines.revenue, 0)

union all

select
    lines.event_id,
    models.model,
    credits.revenue as credited,
    lines.revenue as sold
from lines
cross join models
left join credits on lines.event_id = credits.event_id and models.model = credits.model
where
    credits.event_id is null
    and lines.event_id in (select sessionized_events.event_id from sessionized_events)
