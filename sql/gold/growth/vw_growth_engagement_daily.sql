-- vw_growth_engagement_daily: exposures, clicks and purchases by list, platform and campaign.
-- kind: view
-- grain: one row per day, platform, list and campaign of the session; also for what no list earned
-- key: session_date, platform_id, item_list_id?, campaign?
-- inputs: silver_list_impressions, silver_sessions, silver_event_list_attribution, fct_orders, silver_list_names
-- owner: growth
-- columns:
--   session_date: the day on which the sessions started (of the event, where it has none)
--   platform_id
--   item_list_id: the list; empty for what no list earned
--   campaign: the session's campaign; empty where it names none
--   list_impressions
--   sessions_exposed: sessions exposed to the list, count
--   sessions_with_click
--   sessions_with_purchase: sessions with a purchase credited to the list, count
--   click_rate: share of the exposed sessions that clicked, 0 to 1
--   purchase_rate: share of the exposed sessions that purchased, 0 to 1
--   attributed_revenue
--
-- A list that was seen by a name alone counts as the list that the name belongs to, where that is
-- one.

with one_list as (

    {{ one_list() | indent }}

),

credits_and_exposures as (

    select
        session_id,
        item_list_id,
        0 as impressions,
        0 as is_exposed,
        case when event_name = 'select_item' then 1 else 0 end as has_click,
        case when event_name = 'purchase' then 1 else 0 end as has_purchase,
        coalesce(revenue, 0) as revenue
    from silver_event_list_attribution
    where
        model = 'last_touch'
        and event_name in ('select_item', 'purchase')
        and session_id is not null

    union all

    select
        session_id,
        item_list_id,
        impressions,
        1 as is_exposed,
        0 as has_click,
        0 as has_purchase,
        0 as revenue
    from silver_list_impressions

),

session_lists as (

    select
        credits_and_exposures.session_id,
        coalesce(one_list.owner_id, credits_and_exposures.item_list_id) as item_list_id,
        sum(credits_and_exposures.impressions) as impressions,
        max(credits_and_exposures.is_exposed) as is_exposed,
        max(credits_and_exposures.has_click) as has_click,
        max(credits_and_exposures.has_purchase) as has_purchase,
        sum(credits_and_exposures.revenue) as revenue
    from credits_and_exposures
    left join one_list on credits_and_exposures.item_list_id = one_list.item_list_id
    group by
        credits_and_exposures.session_id,
        coalesce(one_list.owner_id, credits_and_exposures.item_list_id)

),

engagement as (

    select
        silver_sessions.session_date,
        silver_sessions.platform_id,
        session_lists.item_list_id,
        silver_sessions.campaign,
        session_lists.impressions,
        session_lists.is_exposed,
        session_lists.has_click,
        session_lists.has_purchase,
        session_lists.revenue
    from session_lists
    inner join silver_sessions on session_lists.session_id = silver_sessions.session_id

    union all

    select
        silver_event_list_attribution.event_date as session_date,
        fct_orders.platform_id,
        {{ as_text('null') }} as item_list_id,
        {{ as_text('null') }} as campaign,
        0 as impressions,
        0 as is_exposed,
        0 as has_click,
        0 as has_purchase,
        silver_event_list_attribution.revenue
    from silver_event_list_attribution
    inner join fct_orders on silver_event_list_attribution.event_id = fct_orders.event_id
    where
        silver_event_list_attribution.model = 'last_touch'
        and silver_event_list_attribution.event_name = 'purchase'
        and silver_event_list_attribution.session_id is null

),

totals as (

    select
        session_date,
        platform_id,
        item_list_id,
        campaign,
        cast(sum(impressions) as bigint) as list_impressions,
        cast(sum(is_exposed) as bigint) as sessions_exposed,
        cast(sum(has_click) as bigint) as sessions_with_click,
        cast(sum(has_purchase) as bigint) as sessions_with_purchase,
        sum(revenue) as revenue
    from engagement
    group by session_date, platform_id, item_list_id, campaign

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
from totals
