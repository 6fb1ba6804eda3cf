-- orders_without_items: orders that name no item
-- severity: warn
-- threshold: max_orders_without_items

with found as (

    select
        order_date as day,
        order_id as slice,
        order_id,
        revenue,
        item_count > 0 as is_kept
    from fct_orders

),

days as (

    select
        day,
        count(*) filter (where not is_kept) as value,
        {{ quality.max_orders_without_items }} as threshold,
        count(*) filter (where not is_kept) as rows,
        count(*) filter (where not is_kept) <= {{ quality.max_orders_without_items }} as is_kept
    from found
    group by day

)

select * from days
