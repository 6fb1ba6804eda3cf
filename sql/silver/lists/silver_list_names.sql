-- silver_list_names: every name that a list was seen by, with its id and without.
-- kind: replace
-- grain: one row per list, name, and whether the id was made of the name
-- key: item_list_id, item_list_name, is_list_inferred
-- scope: touched_list_names
-- inputs: touched_list_names
-- owner: growth
-- not null: item_count
-- refers to: item_list_id (dim_item_lists)
-- columns:
--   item_list_id
--   item_list_name: name that came with it; empty text where none did
--   is_list_inferred: the name came alone, so that the id is its slug
--   item_count: items that named it so, count
--
-- Gold shows a list of which the name alone is known as the list that the name belongs to, where
-- that is one list: `one_list` in `macros/common.jinja`.

select
    item_list_id,
    item_list_name,
    is_list_inferred,
    item_count
from touched_list_names
{%- if takes_back() %}
where item_count > 0
{%- endif %}
