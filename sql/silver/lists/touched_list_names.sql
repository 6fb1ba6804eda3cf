-- touched_list_names: what new events call their lists, and how many items did so till now.
-- kind: scope
-- grain: one row per list, name, and whether the id was made of the name
-- key: item_list_id, item_list_name, is_list_inferred
-- inputs: new_items, retracted_items
-- before: silver_list_names (item_list_id string, item_list_name string, is_list_inferred boolean, item_count bigint)
-- owner: growth
--
-- Items that are taken back are counted off; a name without any goes.

with items as (

    select
        item_list_id,
        coalesce(item_list_name, '') as item_list_name,
        is_list_inferred,
        1 as item_count
    from new_items
    where item_list_id is not null
    {%- if takes_back() %}

    union all

    select
        item_list_id,
        coalesce(item_list_name, '') as item_list_name,
        is_list_inferred,
        -1 as item_count
    from retracted_items
    where item_list_id is not null
    {%- endif %}

),

new_names as (

    select
        item_list_id,
        item_list_name,
        is_list_inferred,
        sum(item_count) as item_count
    from items
    group by item_list_id, item_list_name, is_list_inferred

)

select
    new_names.item_list_id,
    new_names.item_list_name,
    new_names.is_list_inferred,
    cast(new_names.item_count + coalesce(silver_list_names.item_count, 0) as bigint) as item_count
from new_names
left join silver_list_names
    on
        new_names.item_list_id = silver_list_names.item_list_id
        and new_names.item_list_name = silver_list_names.item_list_name
        and new_names.is_list_inferred = silver_list_names.is_list_inferred
