-- dim_item_lists: the product lists of the shop, by their last name.
-- kind: view
-- grain: one row per list and version
-- key: item_list_id, valid_from
-- inputs: silver_sighting_days
-- owner: growth
-- not null: is_current
-- columns:
--   item_list_id, item_list_name, valid_from, valid_to, is_current
--
-- A list has one version, from the first day it was seen; its name is refreshed in place.

select
    silver_sighting_days.code as item_list_id,
    max_by(silver_sighting_days.name, silver_sighting_days.event_date) filter (
        where silver_sighting_days.name is not null
    ) as item_list_name,
    min(silver_sighting_days.event_date) as valid_from,
    cast(null as date) as valid_to,
    true as is_current
from silver_sighting_days
where silver_sighting_days.kind = 'list'
group by silver_sighting_days.code
