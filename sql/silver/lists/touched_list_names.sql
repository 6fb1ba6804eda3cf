-- touched_list_names: what new events call their lists.
-- kind: scope
-- grain: one row per list, name, and whether the id was made of the name
-- key: item_list_id, item_list_name, is_list_inferred
-- inputs: new_items
-- owner: growth

select distinct
    item_list_id,
    coalesce(item_list_name, '') as item_list_name,
    is_list_inferred
from new_items
where item_list_id is not null
