-- touched_product_days: days on which new events show a product.
-- kind: scope
-- grain: one row per product and day
-- key: product_id, event_date
-- inputs: new_items, retracted_items
-- chooses: rows
-- owner: product

select distinct
    product_id,
    event_date
from new_items
where product_id is not null
{%- if takes_back() %}

union

select
    product_id,
    event_date
from retracted_items
where product_id is not null
{%- endif %}
