-- silver_product_states: all that was known of a product in a currency, from each day it changed.
-- kind: replace
-- grain: one row per product, currency and day on which name, brand, category or price changed
-- key: product_id, currency, valid_from
-- scope: touched_products
-- inputs: touched_products, silver_product_days
-- before: silver_product_states (product_id string, currency string, product_name string, brand string, category string, price decimal(18, 4), valid_from date)
-- owner: product
-- columns:
--   product_id
--   currency: currency of the price; `currency.default` for a product without any
--   product_name: name
--   brand: brand
--   category: category
--   price: price, in that currency
--   valid_from: day from which this was known, UTC
--
-- A product has a history in each currency it was priced in. It begins on the first day with such
-- a price; that of the first currency (of several on one day, the least code) has the days before
-- as well, without a price.
--
-- What lies before a product's first touched day stays as it was: a state says all that was known
-- when it began, so the days before it need not be read again.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with former_states as (

    select silver_product_states.*
    from silver_product_states
    inner join touched_products on silver_product_states.product_id = touched_products.product_id
    where silver_product_states.valid_from < touched_products.first_day

),

touched_days as (

    select silver_product_days.*
    from silver_product_days
    inner join touched_products
        on silver_product_days.product_id = touched_products.product_id
    where
        silver_product_days.event_date >= touched_products.first_day
        and silver_product_days.event_date
        >= cast({{ least_of('touched_products', 'first_day') }} as date)

),

days as (

    select
        product_id,
        valid_from as event_date,
        product_name,
        brand,
        category
    from former_states

    union

    select
        product_id,
        event_date,
        product_name,
        brand,
        category
    from touched_days
    where currency is null

),

prices as (

    select
        product_id,
        currency,
        valid_from as event_date,
        price
    from former_states
    where price is not null

    union all

    select
        product_id,
        currency,
        event_date,
        price
    from touched_days
    where currency is not null

),

currencies as (

    select
        product_id,
        currency,
        min(event_date) as first_priced_on
    from prices
    group by product_id, currency

),

currencies_in_order as (

    select
        *,
        row_number() over (
            partition by product_id
            order by first_priced_on asc nulls last, currency asc nulls last
        ) as currency_number
    from currencies

),

descriptions as (

    select
        product_id,
        event_date,
        {%- for column in ['product_name', 'brand', 'category'] %}
        {{ last_known(column) }} over (
            partition by product_id order by event_date asc nulls last
            rows between unbounded preceding and current row
        ) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from days

),

described_days as (

    select
        descriptions.*,
        {{ currency_of('currencies_in_order.currency') }} as currency
    from descriptions
    left join currencies_in_order on descriptions.product_id = currencies_in_order.product_id
    where
        coalesce(currencies_in_order.currency_number, 1) = 1
        or descriptions.event_date >= currencies_in_order.first_priced_on

),

states as (

    select
        described_days.product_id,
        described_days.currency,
        described_days.event_date,
        described_days.product_name,
        described_days.brand,
        described_days.category,
        {{ last_known('prices.price') }} over (
            partition by described_days.product_id, described_days.currency
            order by described_days.event_date asc nulls last
            rows between unbounded preceding and current row
        ) as price
    from described_days
    left join prices
        on
            described_days.product_id = prices.product_id
            and described_days.currency = prices.currency
            and described_days.event_date = prices.event_date

),

states_with_previous as (

    select
        *,
        {%- for column in ['product_name', 'brand', 'category', 'price'] %}
        lag({{ column }}) over (
            partition by product_id, currency order by event_date asc nulls last
        ) as previous_{{ column }},
        {%- endfor %}
        row_number() over (
            partition by product_id, currency order by event_date asc nulls last
        ) as day_number
    from states

)

select
    product_id,
    currency,
    product_name,
    brand,
    category,
    price,
    event_date as valid_from
from states_with_previous
where
    day_number = 1
    {%- for column in ['product_name', 'brand', 'category', 'price'] %}
    or {{ column }} is distinct from previous_{{ column }}
    {%- endfor %}
