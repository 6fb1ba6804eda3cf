-- fct_orders: what was bought, once per order, however often the shop reported it.
-- kind: replace
-- grain: one row per order
-- key: order_id
-- scope: touched_orders
-- inputs: gathered_orders, touched_purchases, order_event_items, silver_event_sessions, fct_refunds
-- owner: finance
-- not null: order_key, event_id, platform_id, revenue, revenue_original, discount_value, item_count, purchase_event_count, has_installments, is_inferred, is_id_collision, is_refunded, refunded_value, ordered_at, order_date
-- refers to: event_id (fct_events), session_id (silver_sessions), platform_id (dim_platforms)
-- columns:
--   order_id: `transaction_id`; the event's id without one; `<transaction_id>#<8 digits>` where
--     several persons used the same id, or one used it again after `orders.reuse_days`
--   order_key, transaction_id
--   event_id: the purchase event whose session is the order's: the first that has one, else the
--     first
--   visitor_id: the device or browser that bought
--   user_id: the person, where a purchase event names one
--   platform_id: platform of `event_id`
--   session_id: session of `event_id`
--   currency: first currency that a purchase event names
--   coupon: coupon code, else that of an item
--   revenue: `value`, else the sum of `item_revenue`, else of price × quantity, in the reporting
--     currency
--   revenue_original: the order's revenue, in the event's currency
--   tax: tax, in the reporting currency
--   shipping: shipping, in the reporting currency
--   discount_value: sum of the discounts of its items, in the reporting currency
--   item_count: item lines, count
--   installments: installments, count: the greatest number among event and items
--   purchase_event_count: how often the shop reported it, count
--   has_installments
--   is_inferred: has no `transaction_id`
--   is_id_collision: its `transaction_id` was used by several persons
--   is_refunded: has a refund
--   refunded_value: sum of the refunds, at most the revenue, in the reporting currency
--   refunded_beyond_value: what the refunds say beyond it, in the reporting currency
--   ordered_at: time of the first purchase event, UTC
--   order_date: day of the order
--
-- Several purchase events of one order count once; each column is that of the first of them that
-- has it, the items as a whole. Session and platform are those of the first that has a session.
-- Which events are one order is told in touched_purchases.sql. Money is in the reporting currency,
-- but for `revenue_original`. Refunds pay back no more than the revenue.

with sessions as (

    select
        silver_event_sessions.event_id,
        silver_event_sessions.session_id
    from silver_event_sessions
    where
        silver_event_sessions.event_id in (select gathered_orders.event_id from gathered_orders)
        and {{ on_dates('silver_event_sessions.event_date', 'touched_purchases.event_date') }}

),

discounts as (

    select
        gathered_orders.order_id,
        sum({{ in_reporting(
            'order_event_items.discount_value', 'gathered_orders.items_currency'
        ) }}) as discount_value
    from gathered_orders
    inner join order_event_items
        on gathered_orders.items_event_id = order_event_items.event_id
    group by gathered_orders.order_id

),

refunds as (

    select
        fct_refunds.order_id,
        sum(fct_refunds.refunded_value) as refunded_value
    from fct_refunds
    inner join gathered_orders on fct_refunds.order_id = gathered_orders.order_id
    group by fct_refunds.order_id

)

select
    gathered_orders.order_id,
    gathered_orders.order_key,
    gathered_orders.transaction_id,
    gathered_orders.event_id,
    gathered_orders.visitor_id,
    gathered_orders.user_id,
    gathered_orders.platform_id,
    sessions.session_id,
    gathered_orders.currency,
    gathered_orders.coupon,
    gathered_orders.revenue,
    cast(gathered_orders.revenue_original as decimal(18, 4)) as revenue_original,
    gathered_orders.tax,
    gathered_orders.shipping,
    {{ money('coalesce(discounts.discount_value, 0)') }} as discount_value,
    gathered_orders.item_count,
    gathered_orders.installments,
    gathered_orders.purchase_event_count,
    coalesce(gathered_orders.installments > 1, false) as has_installments,
    gathered_orders.transaction_id is null as is_inferred,
    gathered_orders.is_id_collision,
    refunds.order_id is not null as is_refunded,
    {{ money('least(coalesce(refunds.refunded_value, 0), gathered_orders.revenue)') }}
        as refunded_value,
    {{ money('greatest(coalesce(refunds.refunded_value, 0) - gathered_orders.revenue, 0)') }}
        as refunded_beyond_value,
    gathered_orders.ordered_at,
    {{ date_of('gathered_orders.ordered_at') }} as order_date
from gathered_orders
left join sessions on gathered_orders.event_id = sessions.event_id
left join discounts on gathered_orders.order_id = discounts.order_id
left join refunds on gathered_orders.order_id = refunds.order_id
