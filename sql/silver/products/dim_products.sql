-- dim_products: each product's name, brand, category and price, and since when.
-- kind: replace
-- grain: one row per product and version
-- key: product_id, valid_from
-- scope: touched_products
-- inputs: touched_products, silver_product_days
-- before: dim_products (product_id string, product_name string, brand string, category string, price decimal(18, 4), valid_from date)
-- owner: product
-- not null: is_current
-- columns:
--   product_id
--   product_name: name
--   brand: brand
--   category: category
--   price: price, in the reporting currency; from any item that carries one
--   valid_from, valid_to, is_current
--
-- Days are half-open: `valid_from` is inside, `valid_to` is not, and is empty while the version
-- is current. Equal consecutive days are one version. The price is in the reporting currency.
--
-- What lies before a product's first touched day stays as it was: a version says all that was
-- known when it began, so the days before it need not be read again.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with days as (

    select
        dim_products.product_id,
        dim_products.valid_from as event_date,
        dim_products.product_name,
        dim_products.brand,
        dim_products.category,
        dim_products.price
    from dim_products
    inner join touched_products on dim_products.product_id = touched_products.product_id
    where
        touched_products.first_day is null
        or dim_products.valid_from < touched_products.first_day

    union all

    select
        silver_product_days.product_id,
        silver_product_days.event_date,
        silver_product_days.product_name,
        silver_product_days.brand,
        silver_product_days.category,
        silver_product_days.price
    from silver_product_days
    inner join touched_products
        on silver_product_days.product_id = touched_products.product_id
    where
        silver_product_days.event_date >= touched_products.first_day
        and silver_product_days.event_date
        >= cast({{ least_of('touched_products', 'first_day') }} as date)

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
