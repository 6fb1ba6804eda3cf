-- vw_growth_engagement_daily: exposures, clicks and purchases by list, platform and campaign.
-- kind: view
-- grain: one row per day, platform, list and campaign of the session
-- key: session_date, platform_id, item_list_id, campaign?
-- inputs: silver_list_impressions, silver_user_sessions, silver_session_features, silver_event_list_attribution
-- owner: growth
-- columns:
--   session_date: the UTC day on which the sessions started
--   platform_id: the platform, in capitals
--   item_list_id: the list
--   campaign: the session's campaign; empty where it names none
--   list_impressions: times the list was shown, count
--   sessions_exposed: sessions exposed to the list, count
--   sessions_with_click: of these, sessions with a click credited to the list, count
--   sessions_with_purchase: of these, sessions with a purchase credited to the list, count
--   click_rate: share of the exposed sessions that clicked, 0 to 1
--   purchase_rate: share of the exposed sessions that purchased, 0 to 1
--   attributed_revenue: revenue credited by last touch, in the reporting currency

with credits as (

    select
        session_id,
        item_list_id,
        max(case when event_name = 'select_item' then 1 else 0 end) as has_click,
        max(case when event_name = 'purchase' then 1 else 0 end) as has_purchase,
        sum(revenue) as revenue
    from silver_event_list_attribution
    where
        model = 'last_touch'
        and event_name in ('select_item', 'purchase')
        and session_id is not null
        and item_list_id is not null
    group by session_id, item_list_id

),

exposures as (

    select
        silver_list_impressions.session_date,
        silver_user_sessions.platform_id,
        silver_list_impressions.item_list_id,
        silver_session_features.campaign,
        count(*) as sessions_exposed,
        cast(sum(silver_list_impressions.impressions) as bigint) as list_impressions,
        cast(sum(coalesce(credits.has_click, 0)) as bigint) as sessions_with_click,
        cast(sum(coalesce(credits.has_purchase, 0)) as bigint) as sessions_with_purchase,
        sum(coalesce(credits.revenue, 0)) as revenue
    from silver_list_impressions
    inner join silver_user_sessions
        on silver_list_impressions.session_id = silver_user_sessions.session_id
    inner join silver_session_features
        on silver_list_impressions.session_id = silver_session_features.session_id
    left join credits
        on
            silver_list_impressions.session_id = credits.session_id
            and silver_list_impressions.item_list_id = credits.item_list_id
    group by
        silver_list_impressions.session_date,
        silver_user_sessions.platform_id,
        silver_list_impressions.item_list_id,
        silver_session_features.campaign

)

select
    session_date,
    platform_id,
    item_list_id,
    campaign,
    list_impressions,
    sessions_exposed,
    sessions_with_click,
    sessions_with_purchase,
    {{ rate('sessions_with_click', 'sessions_exposed') }} as click_rate,
    {{ rate('sessions_with_purchase', 'sessions_exposed') }} as purchase_rate,
    {{ money('revenue') }} as attributed_revenue
from exposures
