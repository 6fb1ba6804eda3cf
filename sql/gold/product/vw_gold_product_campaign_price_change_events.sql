-- vw_gold_product_campaign_price_change_events: prices that changed while a campaign ran.
-- kind: view
-- grain: one row per product, currency, price change and campaign that ran that day
-- key: product_id, currency, changed_on, campaign_id, campaign_from
-- inputs: dim_products, dim_campaigns, fct_product_campaigns
-- owner: product
-- columns:
--   product_id: the product
--   currency: currency in which the price changed
--   product_name: its name after the change
--   campaign_id: a campaign that showed the product and ran on the day of the change
--   changed_on: the day from which the new price was seen
--   campaign_from: the first day of the campaign's window
--   campaign_to: the day after the window's last; empty while the campaign is active
--   price_before: the price before, in the reporting currency
--   price_after: the price after, in the reporting currency
--   price_difference: after less before, in the reporting currency

with prices as (

    select
        product_id,
        currency,
        product_name,
        price,
        price_reporting,
        valid_from,
        lag(price) over (
            partition by product_id, currency order by valid_from asc nulls last
        ) as former_price,
        lag(price_reporting) over (
            partition by product_id, currency order by valid_from asc nulls last
        ) as price_before
    from dim_products

),

changes as (

    select *
    from prices
    where price <> former_price

),

shown as (

    select distinct
        product_id,
        campaign_id
    from fct_product_campaigns

)

select
    changes.product_id,
    changes.currency,
    changes.product_name,
    shown.campaign_id,
    changes.valid_from as changed_on,
    dim_campaigns.valid_from as campaign_from,
    dim_campaigns.valid_to as campaign_to,
    changes.price_before,
    changes.price_reporting as price_after,
    cast(changes.price_reporting - changes.price_before as decimal(18, 4)) as price_difference
from changes
inner join shown on changes.product_id = shown.product_id
inner join dim_campaigns
    on
        shown.campaign_id = dim_campaigns.campaign_id
        and changes.valid_from >= dim_campaigns.valid_from
        and (dim_campaigns.valid_to is null or changes.valid_from < dim_campaigns.valid_to)
