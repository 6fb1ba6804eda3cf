-- vw_gold_product_campaign_current_status: the products of each active campaign, as of now.
-- kind: view
-- grain: one row per active campaign and product that it showed
-- key: campaign_id, product_id
-- inputs: fct_product_campaigns, dim_campaigns, dim_products, watermark
-- owner: product
-- columns:
--   campaign_id: the campaign
--   product_id: the product
--   product_name: its current name
--   campaign_from: the first day of the campaign's current window
--   last_seen_at: when the campaign was last seen on the product, UTC
--   current_price: the product's current price, in the reporting currency; of several currencies,
--     the shop's own, else the one that changed last
--   is_discounted_today: whether a discount was seen with it on the lake's last day
--   is_discounted_ever: whether a discount was ever seen with it
--   views: product views with the campaign, count
--   purchases: order lines with the campaign, count
--   revenue: revenue of these lines, in the reporting currency

with products as (

    select
        campaign_id,
        product_id,
        max(last_seen_at) as last_seen_at,
        max(case when discount_value > 0 then last_seen_at end) as last_discounted_at,
        cast(sum(views) as bigint) as views,
        cast(sum(purchases) as bigint) as purchases,
        sum(revenue) as revenue,
        max(case when discount_value > 0 then 1 else 0 end) = 1 as is_discounted_ever
    from fct_product_campaigns
    group by campaign_id, product_id

),

current_products as (

    select
        *,
        row_number() over (
            partition by product_id
            order by
                case when currency = {{ currency_of('null') }} then 0 else 1 end asc nulls last,
                valid_from desc nulls last,
                currency asc nulls last
        ) as version_number
    from dim_products
    where is_current

)

select
    products.campaign_id,
    products.product_id,
    current_products.product_name,
    dim_campaigns.valid_from as campaign_from,
    products.last_seen_at,
    current_products.price_reporting as current_price,
    coalesce({{ date_of('products.last_discounted_at') }} = watermark.event_date, false)
        as is_discounted_today,
    products.is_discounted_ever,
    products.views,
    products.purchases,
    {{ money('products.revenue') }} as revenue
from products
inner join dim_campaigns
    on products.campaign_id = dim_campaigns.campaign_id and dim_campaigns.is_current
inner join current_products
    on
        products.product_id = current_products.product_id
        and current_products.version_number = 1
cross join watermark
