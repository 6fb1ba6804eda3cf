-- fct_event_items: every product, list entry or promotion that an event showed.
-- kind: append
-- grain: one row per event and item position (from 1)
-- key: event_id, item_position
-- scope: new_events
-- inputs: new_events
-- dates: event_date
-- partition: event_date
-- owner: growth
-- not null: event_name, platform_id, campaign_ids, experiment_ids, is_list_inferred, event_at, event_date
-- refers to: event_id (fct_events), product_id (dim_products), item_list_id (dim_item_lists)
-- columns:
--   event_id, item_position, event_name, visitor_id
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   product_id
--   item_name: name of the product
--   item_brand
--   item_variant: variant
--   item_category
--   item_list_id, item_list_name
--   is_list_inferred: the list has no id here; it is known by its name alone
--   item_list_index: place in the list, as the shop numbers them
--   promotion_id: promotion
--   promotion_name: name of the promotion
--   coupon: coupon of the item
--   currency: currency that the event names, else the first of its items that names one
--   price: price, in the event's currency
--   quantity, item_revenue
--   discount_value: discount of the line: `discountt`, else `discount` × quantity, in the event's
--     currency
--   campaign_ids
--   experiment_id: least of `experiment_ids`
--   experiment_ids: variants among the item's discount codes, sorted
--   installments: installments, count: the item's own, else the event's
--   installment_price: price of one part, in the event's currency
--   is_in_stock: in stock, as the event says
--   event_at, event_date
--
-- Money is in the event's own currency. Discount codes are campaigns, unless they carry the
-- marker of an experiment variant. `discount` is per unit, as in Google Analytics 4, or per line
-- where `items.discount_per` says so.

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
