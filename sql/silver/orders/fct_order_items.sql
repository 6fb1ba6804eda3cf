-- fct_order_items: the lines of each order, with the revenue that each one brought.
-- kind: replace
-- grain: one row per order and item position (0 for an order that names no items)
-- key: order_id, item_position
-- scope: touched_orders
-- inputs: gathered_orders, order_event_items
-- owner: finance
-- not null: order_key, event_id, item_value, allocated_revenue, campaign_ids, ordered_at, order_date
-- refers to: order_id (fct_orders), event_id (fct_events)
-- columns:
--   order_id
--   item_position: place among the order's items, from 1; 0 for an order that names none
--   order_key
--   event_id: the purchase event whose session is the order's
--   product_id, item_brand, item_category, item_list_id, experiment_id, quantity, price
--   item_value: `item_revenue`, else price × quantity, in the reporting currency
--   allocated_revenue: the item's share of the order's revenue, in the reporting currency; shares
--     add up to it exactly
--   discount_value, campaign_ids, installments
--   ordered_at: when the order was made, UTC
--   order_date: day of the order
--
-- An order's revenue is shared out in proportion to the lines' value, rounded to 4 places; what
-- rounding leaves goes to the line of the greatest value, the first of equals. Where all lines
-- are worth 0 they share equally. Money is in the reporting currency.

with lines as (

    select
        gathered_orders.order_id,
        gathered_orders.order_key,
        gathered_orders.event_id,
        gathered_orders.revenue,
        gathered_orders.ordered_at,
        {{ date_of('gathered_orders.ordered_at') }} as order_date,
        coalesce(order_event_items.item_position, 0) as item_position,
        order_event_items.product_id,
        order_event_items.item_brand,
        order_event_items.item_category,
        order_event_items.item_list_id,
        order_event_items.quantity,
        {{ in_reporting('order_event_items.price', 'gathered_orders.items_currency') }}
            as price,
        {{ in_reporting(
            item_value('order_event_items'), 'gathered_orders.items_currency'
        ) }} as item_value,
        {{ in_reporting(
            'order_event_items.discount_value', 'gathered_orders.items_currency'
        ) }} as discount_value,
        coalesce(order_event_items.campaign_ids, {{ no_texts() }}) as campaign_ids,
        order_event_items.experiment_id,
        case
            when order_event_items.event_id is null then gathered_orders.installments
            else order_event_items.installments
        end as installments
    from gathered_orders
    left join order_event_items
        on gathered_orders.items_event_id = order_event_items.event_id

),

shared_lines as (

    {{ shared_out('lines', 'revenue', 'item_value', 'order_id', 'item_position') }}

)

select
    order_id,
    cast(item_position as integer) as item_position,
    order_key,
    event_id,
    product_id,
    item_brand,
    item_category,
    item_list_id,
    experiment_id,
    quantity,
    price,
    item_value,
    share as allocated_revenue,
    discount_value,
    campaign_ids,
    installments,
    ordered_at,
    order_date
from shared_lines
