-- traffic_campaigns: How do the campaigns that bring people to the shop compare?
-- team: growth
-- views: vw_growth_engagement_daily
-- example: Nearly everybody comes without a campaign. What three campaigns brought clicks, but has bought nothing.
--
-- Here a campaign is what the visit's traffic source names; discount campaigns are another question.
-- The view has a row for each list, so a session that saw three lists counts three times among
-- exposures: exposures and clicks are pairs of a session and a list. Revenue counts once.

select
    coalesce(campaign, '(none)') as traffic_campaign,
    sum(list_impressions) as list_impressions,
    sum(sessions_exposed) as exposures,
    sum(sessions_with_click) as clicks,
    sum(sessions_with_purchase) as purchases,
    round(sum(sessions_with_click) / nullif(sum(sessions_exposed), 0), 4) as click_rate,
    round(sum(attributed_revenue), 2) as revenue
from vw_growth_engagement_daily
group by campaign
order by revenue desc, exposures desc, traffic_campaign asc
