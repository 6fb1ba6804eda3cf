-- touched_item_lists: what new events show of dim_item_lists.
-- kind: scope
-- grain: one row per list
-- key: item_list_id
-- inputs: touched_sightings
-- chooses: rows
-- owner: growth

select distinct code as item_list_id
from touched_sightings
where kind = 'list'
