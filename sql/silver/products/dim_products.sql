-- dim_products: each product's name and price in each currency, and since when.
-- kind: view
-- grain: one row per product, currency and version
-- key: product_id, currency, valid_from
-- inputs: silver_product_states
-- owner: product
-- not null: is_current
-- columns:
--   product_id
--   currency: currency of the price; `currency.default` for a product without any
--   product_name: name
--   price: price, in that currency; of the last item that carries one
--   price_reporting: the same price, in the reporting currency
--   brand: brand, the last seen in the version
--   category: category, the last seen in the version
--   valid_from, valid_to, is_current
--
-- A version is a name and a price; brand and category describe it and open none. Prices are
-- compared in their own currency, so neither a second price list nor an exchange rate is a change
-- of price. Prices come from items of `products.price_events` (all but refunds).
--
-- Days are half-open: `valid_from` is inside, `valid_to` is not, and is empty while the version
-- is current. Equal consecutive days are one version.

with states as (

    select
        silver_product_states.*,
        lag(silver_product_states.product_name) over (
            partition by silver_product_states.product_id, silver_product_states.currency
            order by silver_product_states.valid_from asc nulls last
        ) as previous_name,
        lag(silver_product_states.price) over (
            partition by silver_product_states.product_id, silver_product_states.currency
            order by silver_product_states.valid_from asc nulls last
        ) as previous_price
    from silver_product_states

),

states_with_version as (

    select
        *,
        sum(case
            when
                product_name is distinct from previous_name
                or price is distinct from previous_price
                then 1
            else 0
        end) over (
            partition by product_id, currency order by valid_from asc nulls last
            rows between unbounded preceding and current row
        ) as version_number
    from states

),

versions as (

    select
        product_id,
        currency,
        product_name,
        price,
        max_by(brand, valid_from) as brand,
        max_by(category, valid_from) as category,
        min(valid_from) as valid_from
    from states_with_version
    group by product_id, currency, version_number, product_name, price

),

versions_with_end as (

    select
        *,
        lead(valid_from) over (
            partition by product_id, currency order by valid_from asc nulls last
        ) as valid_to
    from versions

)

select
    product_id,
    currency,
    product_name,
    price,
    {{ in_reporting('price', 'currency') }} as price_reporting,
    brand,
    category,
    valid_from,
    valid_to,
    valid_to is null as is_current
from versions_with_end
