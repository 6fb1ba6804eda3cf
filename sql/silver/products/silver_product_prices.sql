-- silver_product_prices: what a product last cost on a day, in each currency it is sold in.
-- kind: replace
-- grain: one row per product, currency and day
-- key: product_id, currency, event_date
-- scope: touched_product_days
-- inputs: touched_product_days, fct_event_items
-- dates: event_date
-- owner: product
-- not null: price
-- columns:
--   product_id
--   currency: currency of the price; `currency.default` where none is named
--   price: last price of the day, in that currency
--   event_date
--
-- Prices are of items of `products.price_events`. A price of 0 on a list view is a missing one:
-- lists that do not know a price write that.

with prices as (

    select
        fct_event_items.product_id,
        {{ currency_of('fct_event_items.currency') }} as currency,
        fct_event_items.event_date,
        fct_event_items.price,
        {{ item_sort_key('fct_event_items') }} as sort_key
    from fct_event_items
    inner join touched_product_days
        on
            fct_event_items.product_id = touched_product_days.product_id
            and fct_event_items.event_date = touched_product_days.event_date
    where
        {{ on_dates('fct_event_items.event_date', 'touched_product_days.event_date') }}
        and {{ is_on_sale('fct_event_items') }}
        and (
            fct_event_items.price > 0
            or (fct_event_items.price = 0 and fct_event_items.event_name <> 'view_item_list')
        )

)

select
    product_id,
    currency,
    max_by(price, sort_key) as price,
    event_date
from prices
group by product_id, currency, event_date
