-- silver_product_days: how a product was last described and priced on a day.
-- kind: replace
-- grain: one row per product and day with its description, and one for each currency with a price
-- key: product_id, currency?, event_date
-- scope: touched_product_days
-- inputs: touched_product_days, fct_event_items
-- dates: event_date
-- owner: product
-- columns:
--   product_id
--   currency: currency of the price, `currency.default` where none is named; empty in the row of the description
--   product_name: last name of the day
--   brand: last brand
--   category: last category
--   price: last price of the day, in that currency
--   event_date
--
-- Each attribute is the last one that an item of `products.price_events` carried that day; a
-- missing one changes nothing. A day on which other events alone showed the product has none. A
-- price of 0 on a list view is a missing one: lists that do not know a price write that.

with items as (

    select
        fct_event_items.product_id,
        {{ currency_of('fct_event_items.currency') }} as currency,
        fct_event_items.event_date,
        fct_event_items.item_name,
        fct_event_items.item_brand,
        fct_event_items.item_category,
        case
            when
                fct_event_items.price > 0
                or (fct_event_items.price = 0 and fct_event_items.event_name <> 'view_item_list')
                then fct_event_items.price
        end as price,
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
    cast(null as string) as currency,
    max_by(item_name, sort_key) filter (where item_name is not null and is_on_sale)
        as product_name,
    max_by(item_brand, sort_key) filter (where item_brand is not null and is_on_sale) as brand,
    max_by(item_category, sort_key) filter (where item_category is not null and is_on_sale)
        as category,
    cast(null as decimal(18, 4)) as price,
    event_date
from items
group by product_id, event_date

union all

select
    product_id,
    currency,
    cast(null as string) as product_name,
    cast(null as string) as brand,
    cast(null as string) as category,
    max_by(price, sort_key) as price,
    event_date
from items
where price is not null and is_on_sale
group by product_id, currency, event_date
