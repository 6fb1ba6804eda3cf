-- A visitor's events, split at gaps of more than 30 minutes; all of whom the batch names.
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='visitor_id') }}

with marked as (

    select
        *,
        coalesce(event_at - lag(event_at) over by_time > interval 30 minutes, true) as is_start
    from {{ ref('events') }}
    where visitor_id in (select visitor_id from {{ ref('stg_events') }})
    window by_time as (partition by visitor_id, platform order by event_at, event_id)

),

numbered as (

    select
        *,
        count(*) filter (where is_start) over (
            partition by visitor_id, platform order by event_at, event_id
        ) as session_number
    from marked

)

select
    md5(concat_ws('|', visitor_id, platform, min(event_at))) as session_id,
    visitor_id,
    platform,
    min(event_at) as session_start_at,
    max(event_at) as session_end_at,
    count(*) as event_count,
    arg_min(source, event_at) as source,
    arg_min(medium, event_at) as medium,
    bool_or(event_name = 'view_item') as has_view,
    bool_or(event_name = 'add_to_cart') as has_cart,
    bool_or(event_name = 'begin_checkout') as has_checkout,
    bool_or(event_name = 'purchase') as has_purchase,
    sum(value) filter (where event_name = 'purchase') as revenue
from numbered
group by visitor_id, platform, session_number
