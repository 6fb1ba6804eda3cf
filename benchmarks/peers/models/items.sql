-- Each item of an event.
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='event_id') }}

select
    event_id,
    item_position,
    event_name,
    event_at,
    visitor_id,
    coalesce(item.item_id, item.item_name) as product_id,
    item.* exclude (item_id)
from (
    select
        *,
        unnest(items) as item,
        generate_subscripts(items, 1) as item_position
    from {{ ref('stg_events') }}
)
