-- new_items: the items of new events, as the facts have them.
-- kind: scope
-- grain: one row per new event and item position
-- key: event_id, item_position
-- inputs: new_events
-- owner: growth

with items as (

    select
        event_id,
        event_name,
        visitor_id,
        platform,
        {{ named_currency('new_events') }} as event_currency,
        installments as event_installments,
        event_at,
        event_date,
        {{ each_item('items') }}
    from new_events

)

select
    event_id,
    cast(item.item_position as integer) as item_position,
    event_name,
    visitor_id,
    platform as platform_id,
    {{ product_of('item') }} as product_id,
    item.item_name as item_name,
    item.item_brand as item_brand,
    item.item_variant as item_variant,
    item.item_category as item_category,
    item.item_list_id as item_list_id,
    item.item_list_name as item_list_name,
    coalesce(item.is_list_inferred, false) as is_list_inferred,
    item.item_list_index as item_list_index,
    item.promotion_id as promotion_id,
    item.promotion_name as promotion_name,
    item.coupon as coupon,
    event_currency as currency,
    item.price as price,
    item.quantity as quantity,
    item.item_revenue as item_revenue,
    {{ line_discount('item') }} as discount_value,
    {{ campaigns_among('item.discount_codes') }} as campaign_ids,
    {{ experiment_among('item.discount_codes') }} as experiment_id,
    {{ experiments_among('item.discount_codes') }} as experiment_ids,
    coalesce(item.installments, event_installments) as installments,
    item.installment_price as installment_price,
    item.is_in_stock as is_in_stock,
    event_at,
    event_date
from items
