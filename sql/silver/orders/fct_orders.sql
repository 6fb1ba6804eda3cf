-- fct_orders: what was bought, once per order, however often the shop reported it.
-- kind: replace
-- grain: one row per order
-- key: order_id
-- scope: touched_orders
-- inputs: touched_orders, silver_purchase_events, silver_purchase_items, silver_event_sessions
-- owner: finance
-- not null: order_key, event_id, platform_id, revenue, revenue_original, discount_value, item_count, purchase_event_count, has_installments, is_inferred, is_id_collision, is_refunded, refunded_value, ordered_at, order_date
-- refers to: event_id (fct_events), session_id (silver_user_sessions), platform_id (dim_platforms)
-- columns:
--   order_id: `transaction_id`; the event's id without one; `<transaction_id>#<8 digits>` where
--     several visitors used the same id
--   order_key, transaction_id
--   event_id: the purchase event that counts: the first that carries a value, else the first
--   visitor_id: who bought
--   platform_id: platform of the first purchase event
--   session_id: session of the first purchase event that has one
--   currency: currency of the counted event
--   coupon
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
--   is_id_collision: its `transaction_id` was used by several visitors
--   is_refunded: has a refund
--   refunded_value: sum of the refunds, in the reporting currency
--   ordered_at: time of the first purchase event, UTC
--   order_date: day of the order
--
-- Several purchase events of one order count once: the first that carries a value, else the
-- first. Time, platform and session are those of the first. Where two visitors used one
-- transaction id, each has an order of its own, marked by the visitor's md5; where a transaction
-- has such an id itself, the mark is followed by as many # as it takes. Money is in the
-- reporting currency, but for `revenue_original`.

with purchase_events as (

    select silver_purchase_events.*
    from silver_purchase_events
    inner join touched_orders on silver_purchase_events.order_key = touched_orders.order_key

),

buyers as (

    select
        order_key,
        count(distinct visitor_id) as visitor_count,
        max(visitor_id) as only_visitor_id
    from purchase_events
    where event_name = 'purchase'
    group by order_key

),

purchases as (

    select
        purchase_events.*,
        buyers.visitor_count,
        case
            when buyers.visitor_count = 1 then buyers.only_visitor_id
            else purchase_events.visitor_id
        end as buyer_id,
        case
            when buyers.visitor_count = 1 then ''
            else substring(md5(coalesce(purchase_events.visitor_id, '')), 1, 8)
        end as buyer_key
    from purchase_events
    inner join buyers on purchase_events.order_key = buyers.order_key
    where purchase_events.event_name = 'purchase'

),

purchases_in_order as (

    select
        *,
        row_number() over (
            partition by order_key, buyer_key
            order by event_at asc nulls last, event_id asc nulls last
        ) as purchase_number,
        row_number() over (
            partition by order_key, buyer_key
            order by
                case when value is not null then 0 else 1 end asc nulls last,
                event_at asc nulls last,
                event_id asc nulls last
        ) as counted_number,
        row_number() over (
            partition by order_key, buyer_key
            order by
                case when visitor_id is not null then 0 else 1 end asc nulls last,
                event_at asc nulls last,
                event_id asc nulls last
        ) as visitor_number,
        count(*) over (partition by order_key, buyer_key) as purchase_event_count
    from purchases

),

sessions as (

    select
        purchases_in_order.order_key,
        purchases_in_order.buyer_key,
        silver_event_sessions.session_id
    from purchases_in_order
    inner join silver_event_sessions
        on purchases_in_order.event_id = silver_event_sessions.event_id
    where
        purchases_in_order.visitor_number = 1
        and silver_event_sessions.event_date
        >= {{ date_of(least_of('touched_orders', 'first_event_at')) }}
        and silver_event_sessions.event_date
        <= {{ date_of(greatest_of('touched_orders', 'last_event_at')) }}

),

imitations as (

    select
        purchases_in_order.order_key,
        purchases_in_order.buyer_key,
        repeat('#', cast(max(
            length(silver_purchase_events.transaction_id)
            - length(purchases_in_order.order_key)
            - length(purchases_in_order.buyer_key)
        ) as integer)) as more
    from purchases_in_order
    inner join silver_purchase_events
        on
            purchases_in_order.order_key = silver_purchase_events.imitated_key
            and purchases_in_order.buyer_key = substring(
                silver_purchase_events.transaction_id,
                length(purchases_in_order.order_key) + 2,
                8
            )
    where purchases_in_order.purchase_number = 1 and purchases_in_order.buyer_key <> ''
    group by purchases_in_order.order_key, purchases_in_order.buyer_key

),

orders as (

    select
        first_purchase.order_key,
        first_purchase.buyer_key,
        case
            when first_purchase.visitor_count > 1
                then concat(
                    first_purchase.order_key,
                    '#',
                    first_purchase.buyer_key,
                    coalesce(imitations.more, '')
                )
            else first_purchase.order_key
        end as order_id,
        first_purchase.transaction_id,
        counted.event_id,
        first_purchase.buyer_id as visitor_id,
        first_purchase.platform_id,
        sessions.session_id,
        counted.currency,
        counted.coupon,
        coalesce(counted.value, counted.items_revenue, counted.items_price, 0)
            as revenue_original,
        counted.tax,
        counted.shipping,
        counted.item_count,
        counted.installments,
        first_purchase.purchase_event_count,
        first_purchase.visitor_count > 1 as is_id_collision,
        first_purchase.event_at as ordered_at
    from purchases_in_order as first_purchase
    inner join purchases_in_order as counted
        on
            first_purchase.order_key = counted.order_key
            and first_purchase.buyer_key = counted.buyer_key
            and counted.counted_number = 1
    left join sessions
        on
            first_purchase.order_key = sessions.order_key
            and first_purchase.buyer_key = sessions.buyer_key
    left join imitations
        on
            first_purchase.order_key = imitations.order_key
            and first_purchase.buyer_key = imitations.buyer_key
    where first_purchase.purchase_number = 1

),

discounts as (

    select
        orders.order_id,
        sum({{ in_reporting('silver_purchase_items.discount_value', 'orders.currency') }})
            as discount_value
    from orders
    inner join silver_purchase_items on orders.event_id = silver_purchase_items.event_id
    group by orders.order_id

),

orders_in_reporting as (

    select
        orders.*,
        {{ in_reporting('orders.revenue_original', 'orders.currency') }} as revenue
    from orders

),

refunds as (

    select
        orders_in_reporting.order_id,
        sum(coalesce(
            {{ in_reporting('purchase_events.value', 'purchase_events.currency') }},
            case
                when purchase_events.item_count > 0
                    then {{ in_reporting(
                        'purchase_events.items_value', 'purchase_events.currency'
                    ) }}
            end,
            orders_in_reporting.revenue
        )) as refunded_value
    from purchase_events
    inner join orders_in_reporting
        on
            purchase_events.order_key = orders_in_reporting.order_key
            and (
                not orders_in_reporting.is_id_collision
                or substring(md5(coalesce(purchase_events.visitor_id, '')), 1, 8)
                = orders_in_reporting.buyer_key
            )
    where
        purchase_events.event_name = 'refund'
        and purchase_events.transaction_id is not null
    group by orders_in_reporting.order_id

)

select
    orders_in_reporting.order_id,
    orders_in_reporting.order_key,
    orders_in_reporting.transaction_id,
    orders_in_reporting.event_id,
    orders_in_reporting.visitor_id,
    orders_in_reporting.platform_id,
    orders_in_reporting.session_id,
    orders_in_reporting.currency,
    orders_in_reporting.coupon,
    cast(orders_in_reporting.revenue as decimal(18, 4)) as revenue,
    cast(orders_in_reporting.revenue_original as decimal(18, 4)) as revenue_original,
    {{ in_reporting('orders_in_reporting.tax', 'orders_in_reporting.currency') }} as tax,
    {{ in_reporting('orders_in_reporting.shipping', 'orders_in_reporting.currency') }}
        as shipping,
    {{ money('coalesce(discounts.discount_value, 0)') }} as discount_value,
    orders_in_reporting.item_count,
    orders_in_reporting.installments,
    orders_in_reporting.purchase_event_count,
    coalesce(orders_in_reporting.installments > 1, false) as has_installments,
    orders_in_reporting.transaction_id is null as is_inferred,
    orders_in_reporting.is_id_collision,
    refunds.order_id is not null as is_refunded,
    {{ money('coalesce(refunds.refunded_value, 0)') }} as refunded_value,
    orders_in_reporting.ordered_at,
    {{ date_of('orders_in_reporting.ordered_at') }} as order_date
from orders_in_reporting
left join discounts on orders_in_reporting.order_id = discounts.order_id
left join refunds on orders_in_reporting.order_id = refunds.order_id
