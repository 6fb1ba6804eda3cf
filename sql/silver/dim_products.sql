-- dim_products: each product's name, brand, category and price, and since when.
-- kind: replace
-- grain: one row per product and version
-- key: product_id, valid_from
-- scope: touched_products
-- inputs: touched_products, silver_product_days
-- owner: product
-- columns:
--   product_id: `item_id`, else `item_name`; none for a banner
--   product_name: name
--   brand: brand
--   category: category
--   price: price, in the reporting currency; from any item that carries one
--   valid_from: first day of the version, UTC
--   valid_to: day after the last, UTC; empty while current
--   is_current: the version that holds now
--
-- Days are half-open: `valid_from` is inside, `valid_to` is not, and is empty while the version
-- is current. Equal consecutive days are one version. The price is in the reporting currency.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with days as (

    select silver_product_days.*
    from silver_product_days
    where silver_product_days.product_id in (
        select touched_products.product_id from touched_products
    )

),

states as (

    select
        product_id,
        event_date,
        {%- for column in ['product_name', 'brand', 'category', 'price'] %}
        {{ last_known(column) }} over (
            partition by product_id order by event_date asc nulls last
            rows between unbounded preceding and current row
        ) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from days

),

states_with_previous as (

    select
        *,
        {%- for column in ['product_name', 'brand', 'category', 'price'] %}
        lag({{ column }}) over (
            partition by product_id order by event_date asc nulls last
        ) as previous_{{ column }},
        {%- endfor %}
        row_number() over (
            partition by product_id order by event_date asc nulls last
        ) as day_number
    from states

),

changes as (

    select *
    from states_with_previous
    where
        day_number = 1
        {%- for column in ['product_name', 'brand', 'category', 'price'] %}
        or {{ column }} is distinct from previous_{{ column }}
        {%- endfor %}

),

versions as (

    select
        product_id,
        product_name,
        brand,
        category,
        price,
        event_date as valid_from,
        lead(event_date) over (
            partition by product_id order by event_date asc nulls last
        ) as valid_to
    from changes

)

select
    product_id,
    product_name,
    brand,
    category,
    price,
    valid_from,
    valid_to,
    valid_to is null as is_current
from versions
