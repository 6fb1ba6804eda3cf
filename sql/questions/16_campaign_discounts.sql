-- campaign_discounts: What discount does each campaign give?
-- team: finance
-- views: vw_campaign_discounts_daily
-- example: The table is empty: no order of the shop's year belongs to a discount campaign.
--
-- A line of several campaigns counts in each of them with all it has, so the rows must not be added
-- up; for shares that add up see the question about discount campaigns.

select
    campaign_id,
    min(order_date) as first_order_on,
    max(order_date) as last_order_on,
    sum(order_lines) as order_lines,
    sum(discounted_lines) as discounted_lines,
    round(sum(revenue), 2) as revenue,
    round(sum(discount_value), 2) as discount_value,
    round(sum(discount_value) / nullif(sum(revenue) + sum(discount_value), 0), 4) as discount_rate
from vw_campaign_discounts_daily
group by campaign_id
order by discount_value desc, campaign_id asc
