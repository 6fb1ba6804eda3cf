-- vw_list_daily_performance_sessions: how each product list did, day by day.
-- kind: view
-- grain: one row per day and list, and one per day for what no list earned
-- key: session_date, item_list_id?
-- inputs: silver_list_impressions, silver_event_list_attribution, silver_sessions, dim_item_lists, silver_list_names
-- owner: growth
-- columns:
--   session_date: the day on which the sessions started (of the event, where it has none)
--   item_list_id: the list; empty for what no list earned
--   item_list_name: the list's last name
--   list_impressions
--   sessions_exposed: sessions that the list was shown to, or that clicked on it, count
--   sessions_with_click
--   sessions_with_purchase: sessions with a purchase credited to the list, count
--   sessions_with_click_and_purchase: sessions with both, count
--   ctr_sessions: share of the exposed sessions that clicked, 0 to 1
--   purchase_rate_on_exposure: share of the exposed sessions that purchased, 0 to 1
--   purchase_rate_on_click: share of the clicking sessions that purchased, 0 to 1
--   purchased_items_in_installments: order lines credited that are paid in installments, count
--   attributed_revenue
--
-- A list that was seen by a name alone counts as the list that the name belongs to, where that is
-- one.

with one_list as (

    {{ one_list() | indent }}

),

exposures as (

    select
        silver_list_impressions.session_date,
        coalesce(one_list.owner_id, silver_list_impressions.item_list_id) as item_list_id,
        cast(sum(silver_list_impressions.impressions) as bigint) as list_impressions,
        count(distinct silver_list_impressions.session_id) as sessions_exposed
    from silver_list_impressions
    left join one_list on silver_list_impressions.item_list_id = one_list.item_list_id
    group by
        silver_list_impressions.session_date,
        coalesce(one_list.owner_id, silver_list_impressions.item_list_id)

),

credits as (

    select
        coalesce(silver_sessions.session_date, silver_event_list_attribution.event_date)
            as session_date,
        silver_event_list_attribution.session_id,
        coalesce(one_list.owner_id, silver_event_list_attribution.item_list_id) as item_list_id,
        silver_event_list_attribution.event_name,
        silver_event_list_attribution.event_name = 'purchase'
        and silver_event_list_attribution.has_installments as is_line_in_installments,
        silver_event_list_attribution.revenue
    from silver_event_list_attribution
    left join one_list on silver_event_list_attribution.item_list_id = one_list.item_list_id
    left join silver_sessions
        on silver_event_list_attribution.session_id = silver_sessions.session_id
    where
        silver_event_list_attribution.model = 'last_touch'
        and silver_event_list_attribution.event_name in ('select_item', 'purchase')

),

credited_sessions as (

    select
        session_date,
        item_list_id,
        session_id,
        max(case when event_name = 'select_item' and session_id is not null then 1 else 0 end)
            as has_click,
        max(case when event_name = 'purchase' and session_id is not null then 1 else 0 end)
            as has_purchase,
        count(*) filter (where is_line_in_installments) as items_in_installments,
        sum(revenue) as revenue
    from credits
    group by session_date, item_list_id, session_id

),

lists as (

    select
        session_date,
        item_list_id,
        cast(sum(has_click) as bigint) as sessions_with_click,
        cast(sum(has_purchase) as bigint) as sessions_with_purchase,
        cast(sum(has_click * has_purchase) as bigint) as sessions_with_click_and_purchase,
        cast(sum(items_in_installments) as bigint) as items_in_installments,
        sum(revenue) as revenue
    from credited_sessions
    group by session_date, item_list_id

),

days as (

    select
        session_date,
        item_list_id
    from exposures

    union

    select
        session_date,
        item_list_id
    from lists

)

select
    days.session_date,
    days.item_list_id,
    dim_item_lists.item_list_name,
    coalesce(exposures.list_impressions, 0) as list_impressions,
    coalesce(exposures.sessions_exposed, 0) as sessions_exposed,
    coalesce(lists.sessions_with_click, 0) as sessions_with_click,
    coalesce(lists.sessions_with_purchase, 0) as sessions_with_purchase,
    coalesce(lists.sessions_with_click_and_purchase, 0) as sessions_with_click_and_purchase,
    {{ rate('coalesce(lists.sessions_with_click, 0)', 'exposures.sessions_exposed') }}
        as ctr_sessions,
    {{ rate('coalesce(lists.sessions_with_purchase, 0)', 'exposures.sessions_exposed') }}
        as purchase_rate_on_exposure,
    {{ rate('lists.sessions_with_click_and_purchase', 'lists.sessions_with_click') }}
        as purchase_rate_on_click,
    coalesce(lists.items_in_installments, 0) as purchased_items_in_installments,
    {{ money('coalesce(lists.revenue, 0)') }} as attributed_revenue
from days
left join exposures
    on days.session_date = exposures.session_date and days.item_list_id = exposures.item_list_id
left join lists
    on
        days.session_date = lists.session_date
        and coalesce(days.item_list_id, '') = coalesce(lists.item_list_id, '')
left join dim_item_lists on days.item_list_id = dim_item_lists.item_list_id
