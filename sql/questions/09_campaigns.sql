-- campaigns: How do the discount campaigns perform in conversion and revenue?
-- team: marketing
-- views: vw_campaign_daily_performance
-- example: The shop's year has no discount campaign, so nobody was exposed to one and all revenue stands in the row without.
--
-- Revenue of a line with several campaigns is shared among them, so the column adds up to all
-- revenue. An order with lines of two campaigns is an order of each, so orders do not add up.
-- The conversion rate is of sessions and days: buyers over exposed, both summed first.

select
    coalesce(campaign_id, '(none)') as campaign,
    sum(sessions_exposed) as exposed_sessions,
    sum(sessions_with_purchase) as buying_sessions,
    round(
        sum(least(sessions_with_purchase, sessions_exposed)) / nullif(sum(sessions_exposed), 0), 4
    ) as conversion_rate,
    sum(orders) as orders,
    round(sum(total_revenue), 2) as revenue,
    round(sum(discount_given), 2) as discount_given,
    round(sum(total_revenue) / nullif(sum(sessions_exposed), 0), 2) as revenue_per_exposed_session
from vw_campaign_daily_performance
group by campaign_id
order by revenue desc, campaign asc
