-- fct_event_items: every product, list entry or promotion that an event showed.
-- kind: append
-- grain: one row per event and item position (from 1)
-- key: event_id, item_position
-- scope: new_events
-- inputs: new_items
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
-- where `items.discount_per` says so. new_items.sql takes the items out of their events.

select
    event_id,
    item_position,
    event_name,
    visitor_id,
    platform_id,
    product_id,
    item_name,
    item_brand,
    item_variant,
    item_category,
    item_list_id,
    item_list_name,
    is_list_inferred,
    item_list_index,
    promotion_id,
    promotion_name,
    coupon,
    currency,
    price,
    quantity,
    item_revenue,
    discount_value,
    campaign_ids,
    experiment_id,
    experiment_ids,
    installments,
    installment_price,
    is_in_stock,
    event_at,
    event_date
from new_items
