-- id_collisions: orders whose transaction id several persons used
-- severity: warn
-- threshold: max_id_collisions

with found as (

    select
        order_date as day,
        transaction_id as slice,
        order_id,
        revenue,
        not is_id_collision as is_kept
    from fct_orders

),

days as (

    select
        day,
        count(*) filter (where not is_kept) as value,
        {{ quality.max_id_collisions }} as threshold,
        count(*) filter (where not is_kept) as rows,
        count(*) filter (where not is_kept) <= {{ quality.max_id_collisions }} as is_kept
    from found
    group by day

)

select * from days
