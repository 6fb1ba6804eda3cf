-- lists: Which lists engage people most, and which ones sell?
-- team: growth
-- views: vw_list_daily_performance_sessions
-- example: Category lists earn half of the revenue. Hardly anybody clicks on a related product, but three in a hundred of those who saw one bought it.
--
-- A click or a purchase is credited to the last list before it. The row without a list is what no
-- list earned, so that the column adds up to all revenue. Rates are sums over sums.

select
    coalesce(max(item_list_name), item_list_id, '(no list)') as list,
    sum(list_impressions) as impressions,
    sum(sessions_exposed) as exposed_sessions,
    sum(sessions_with_click) as clicking_sessions,
    sum(sessions_with_purchase) as buying_sessions,
    round(sum(sessions_with_click) / nullif(sum(sessions_exposed), 0), 4) as click_rate,
    round(sum(sessions_with_purchase) / nullif(sum(sessions_exposed), 0), 4) as purchase_rate,
    round(sum(sessions_with_click_and_purchase) / nullif(sum(sessions_with_click), 0), 4)
        as purchase_rate_of_clicking,
    round(sum(attributed_revenue), 2) as revenue
from vw_list_daily_performance_sessions
group by item_list_id
order by revenue desc, list asc
