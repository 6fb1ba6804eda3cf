-- gathered_orders: touched orders, each column from the first purchase event that has it.
-- kind: scope
-- grain: one row per order
-- key: order_id
-- inputs: touched_purchases
-- owner: finance
--
-- `event_id` is the purchase whose session, platform and list credit are the order's: the first
-- with a visitor, else the first. `items_event_id` is the first that has items, which are taken as
-- a whole. An amount is in the currency that its event names, else in the order's.

with purchases as (

    select
        *,
        {{ sort_key('event_at', 'event_id') }} as sort_key
    from touched_purchases

),

purchases_in_order as (

    select
        *,
        concat(case when visitor_id is not null then '0' else '1' end, sort_key) as event_key,
        case when item_count > 0 then event_id end as items_event_id
    from purchases

),

orders as (

    select
        order_id,
        order_key,
        buyer_id,
        is_id_collision,
        max(transaction_id) as transaction_id,
        min_by(event_id, event_key) as event_id,
        {{ first_of('visitor_id') }} as visitor_id,
        {{ first_of('user_id') }} as user_id,
        min_by(platform_id, event_key) as platform_id,
        {{ first_of('currency') }} as currency,
        coalesce({{ first_of('coupon') }}, {{ first_of('items_coupon') }}) as coupon,
        {{ first_of('value') }} as value,
        {{ first_with('currency', 'value') }} as value_currency,
        {{ first_of('tax') }} as tax,
        {{ first_with('currency', 'tax') }} as tax_currency,
        {{ first_of('shipping') }} as shipping,
        {{ first_with('currency', 'shipping') }} as shipping_currency,
        {{ first_of('installments') }} as installments,
        {{ first_of('items_event_id') }} as items_event_id,
        count(*) as purchase_event_count,
        min(event_at) as ordered_at
    from purchases_in_order
    group by order_id, order_key, buyer_id, is_id_collision

)

select
    orders.order_id,
    orders.order_key,
    orders.buyer_id,
    orders.is_id_collision,
    orders.transaction_id,
    orders.event_id,
    orders.items_event_id,
    orders.visitor_id,
    orders.user_id,
    orders.platform_id,
    orders.currency,
    orders.coupon,
    coalesce(items.currency, orders.currency) as items_currency,
    coalesce(orders.value, items.items_revenue, items.items_price, 0) as revenue_original,
    {{ in_reporting(
        'coalesce(orders.value, items.items_revenue, items.items_price, 0)',
        'case when orders.value is not null then coalesce(orders.value_currency, orders.currency)'
        ' else coalesce(items.currency, orders.currency) end',
    ) }} as revenue,
    {{ in_reporting('orders.tax', 'coalesce(orders.tax_currency, orders.currency)') }} as tax,
    {{ in_reporting('orders.shipping', 'coalesce(orders.shipping_currency, orders.currency)') }}
        as shipping,
    coalesce(items.item_count, 0) as item_count,
    orders.installments,
    orders.purchase_event_count,
    orders.ordered_at
from orders
left join touched_purchases as items on orders.items_event_id = items.event_id
