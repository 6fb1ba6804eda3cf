-- silver_product_days: how a product was last described on a day.
-- kind: replace
-- grain: one row per product and day
-- key: product_id, event_date
-- scope: touched_product_days
-- inputs: touched_product_days, fct_event_items
-- dates: event_date
-- owner: product
-- columns:
--   product_id, event_date
--   product_name: last name of the day
--   brand: last brand
--   category: last category
--
-- Each attribute is the last one that an item of `products.price_events` carried that day; a
-- missing one changes nothing. A day on which other events alone showed the product has none.

with items as (

    select
        fct_event_items.product_id,
        fct_event_items.event_date,
        fct_event_items.item_name,
        fct_event_items.item_brand,
        fct_event_items.item_category,
        {{ is_on_sale('fct_event_items') }} as is_on_sale,
        {{ item_sort_key('fct_event_items') }} as sort_key
    from fct_event_items
    inner join touched_product_days
        on
            fct_event_items.product_id = touched_product_days.product_id
            and fct_event_items.event_date = touched_product_days.event_date
    where {{ on_dates('fct_event_items.event_date', 'touched_product_days.event_date') }}

)

select
    product_id,
    event_date,
    max_by(item_name, sort_key) filter (where item_name is not null and is_on_sale)
        as product_name,
    max_by(item_brand, sort_key) filter (where item_brand is not null and is_on_sale) as brand,
    max_by(item_category, sort_key) filter (where item_category is not null and is_on_sale)
        as category
from items
group by product_id, event_date
