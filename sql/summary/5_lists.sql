-- Conversion by product list: exposed sessions that clicked and bought, and the revenue credited
with exposures as (

    select
        silver_list_impressions.item_list_id,
        count(*) as exposed_sessions,
        cast(sum(silver_list_impressions.impressions) as bigint) as impressions
    from silver_list_impressions
    group by silver_list_impressions.item_list_id

),

credits as (

    select
        item_list_id,
        count(distinct case when event_name = 'select_item' then session_id end)
            as clicking_sessions,
        count(distinct case when event_name = 'purchase' then session_id end) as buying_sessions,
        coalesce(sum(revenue), 0) as revenue
    from silver_event_list_attribution
    where model = 'last_touch'
    group by item_list_id

)

select
    coalesce(dim_item_lists.item_list_name, credits.item_list_id, '(no list)') as list,
    exposures.impressions,
    exposures.exposed_sessions,
    credits.clicking_sessions,
    credits.buying_sessions,
    cast(credits.clicking_sessions * 1.0 / exposures.exposed_sessions as decimal(9, 4))
        as click_rate,
    cast(credits.buying_sessions * 1.0 / exposures.exposed_sessions as decimal(9, 4))
        as purchase_rate,
    cast(credits.revenue as decimal(18, 2)) as revenue
from credits
left join exposures on credits.item_list_id = exposures.item_list_id
left join dim_item_lists on credits.item_list_id = dim_item_lists.item_list_id
order by credits.revenue desc, list asc
