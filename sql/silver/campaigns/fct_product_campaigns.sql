-- fct_product_campaigns: how a product sold in each campaign, by price and discount.
-- kind: view
-- grain: one row per product, campaign, price and discount value
-- key: product_id, campaign_id, price?, discount_value?
-- inputs: silver_product_campaign_days, fct_order_items
-- owner: product
-- not null: views, checkouts, purchases, revenue, first_seen_at, last_seen_at
-- refers to: campaign_id (dim_campaigns), product_id (dim_products)
-- columns:
--   product_id, campaign_id, price, discount_value, views, checkouts
--   purchases: order lines, count
--   revenue: allocated revenue of those lines, in the reporting currency
--   first_seen_at: first time seen, UTC
--   last_seen_at: last time seen, UTC
--
-- Views and checkouts count items of such events, purchases count order lines. An item of several
-- campaigns counts in each. An unknown price or discount is a group of its own. Money is in the
-- reporting currency: of an order line that names none, by its order's currency, which another of
-- the order's events may have told, so that nothing but the order may have been seen at its price.

with contributions as (

    select
        silver_product_campaign_days.product_id,
        silver_product_campaign_days.campaign_id,
        silver_product_campaign_days.price,
        silver_product_campaign_days.discount_value,
        silver_product_campaign_days.views,
        silver_product_campaign_days.checkouts,
        0 as purchases,
        cast(0 as decimal(18, 4)) as revenue,
        silver_product_campaign_days.first_seen_at,
        silver_product_campaign_days.last_seen_at
    from silver_product_campaign_days

    union all

    select
        fct_order_items.product_id,
        {{ each_of('fct_order_items.campaign_ids') }} as campaign_id,
        fct_order_items.price,
        fct_order_items.discount_value,
        0 as views,
        0 as checkouts,
        1 as purchases,
        fct_order_items.allocated_revenue as revenue,
        fct_order_items.ordered_at as first_seen_at,
        fct_order_items.ordered_at as last_seen_at
    from fct_order_items
    where fct_order_items.product_id is not null

)

select
    product_id,
    campaign_id,
    price,
    discount_value,
    cast(sum(views) as bigint) as views,
    cast(sum(checkouts) as bigint) as checkouts,
    cast(sum(purchases) as bigint) as purchases,
    {{ money('sum(revenue)') }} as revenue,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at
from contributions
group by product_id, campaign_id, price, discount_value
