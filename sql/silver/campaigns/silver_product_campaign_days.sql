-- silver_product_campaign_days: how often a product was seen on a day in each campaign, by price.
-- kind: replace
-- grain: one row per product, campaign, price, discount value and day
-- key: product_id, campaign_id, price?, discount_value?, event_date
-- scope: touched_product_days
-- inputs: touched_product_days, fct_event_items
-- dates: event_date
-- owner: product
-- not null: views, checkouts, first_seen_at, last_seen_at
-- columns:
--   product_id, campaign_id, price, discount_value, views, checkouts
--   first_seen_at: first time that day, UTC
--   last_seen_at: last time that day, UTC
--   event_date
--
-- Prices and discounts are in the reporting currency; an unknown one is a group of its own.

with items as (

    select
        fct_event_items.product_id,
        fct_event_items.event_date,
        fct_event_items.event_name,
        fct_event_items.event_at,
        {{ in_reporting('fct_event_items.price', 'fct_event_items.currency') }} as price,
        {{ in_reporting('fct_event_items.discount_value', 'fct_event_items.currency') }}
            as discount_value,
        {{ each_of('fct_event_items.campaign_ids') }} as campaign_id
    from fct_event_items
    inner join touched_product_days
        on
            fct_event_items.product_id = touched_product_days.product_id
            and fct_event_items.event_date = touched_product_days.event_date
    where {{ on_dates('fct_event_items.event_date', 'touched_product_days.event_date') }}

)

select
    product_id,
    campaign_id,
    price,
    discount_value,
    count(*) filter (where event_name = 'view_item') as views,
    count(*) filter (where event_name = 'begin_checkout') as checkouts,
    min(event_at) as first_seen_at,
    max(event_at) as last_seen_at,
    event_date
from items
group by product_id, campaign_id, price, discount_value, event_date
