-- order_event_items: the items of purchases and refunds of orders that may change.
-- kind: scope
-- grain: one row per purchase or refund event and item position
-- key: event_id, item_position
-- inputs: order_events, silver_purchase_items
-- owner: finance

select
    silver_purchase_items.event_id,
    silver_purchase_items.item_position,
    silver_purchase_items.order_key,
    silver_purchase_items.product_id,
    silver_purchase_items.item_brand,
    silver_purchase_items.item_category,
    silver_purchase_items.item_list_id,
    silver_purchase_items.price,
    silver_purchase_items.quantity,
    silver_purchase_items.item_revenue,
    silver_purchase_items.discount_value,
    silver_purchase_items.campaign_ids,
    silver_purchase_items.experiment_id,
    silver_purchase_items.installments
from silver_purchase_items
where
    silver_purchase_items.event_id in (
        select order_events.event_id
        from order_events
        where order_events.is_touched
    )
