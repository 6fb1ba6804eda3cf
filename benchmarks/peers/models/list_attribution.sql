-- The last list that showed a product to a visitor before each click, view, cart and purchase of it.
{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='visitor_id') }}

select
    * exclude (item_list_id),
    last_list_id as item_list_id
from (
    select
        event_id,
        item_position,
        event_name,
        event_at,
        visitor_id,
        product_id,
        item_list_id,
        price * coalesce(quantity, 1) as value,
        last_value(item_list_id ignore nulls) over (
            partition by visitor_id, product_id order by event_at, event_id
        ) as last_list_id
    from {{ ref('items') }}
    where visitor_id in (select visitor_id from {{ ref('stg_events') }})
)
where event_name in ('select_item', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase')
