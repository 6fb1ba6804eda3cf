-- price_changes: Which products changed in price during the current campaigns?
-- team: product
-- views: vw_gold_product_campaign_price_change_events
-- example: The table is empty: a change counts while a campaign runs, and the shop's year has no discount campaign. Prices did change; `etl.py summary` shows the latest changes.
--
-- A campaign runs as long as it has no last day. Without the condition, past campaigns are shown too.

select
    campaign_id,
    campaign_from,
    product_id,
    product_name,
    changed_on,
    round(price_before, 2) as price_before,
    round(price_after, 2) as price_after,
    round(price_difference, 2) as difference,
    round(price_difference / nullif(price_before, 0), 4) as relative_difference
from vw_gold_product_campaign_price_change_events
where campaign_to is null
order by changed_on desc, campaign_id asc, product_id asc
