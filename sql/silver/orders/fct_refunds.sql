-- fct_refunds: what was paid back, and for which order.
-- kind: replace
-- grain: one row per refund event
-- key: event_id
-- scope: touched_orders
-- inputs: order_events, gathered_orders, order_event_items
-- owner: finance
-- not null: order_key, refunded_at, refund_date
-- one of: unmatched_reason (no order | several orders)
-- columns:
--   event_id, order_key
--   order_id: the order that it pays back; none where it is not known
--   transaction_id, visitor_id
--   user_id: the person, where this event names one
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   currency: currency that the event names, else the first of its items that names one
--   value
--   refunded_value: what it pays back, in the reporting currency; none where neither it nor an
--     order tells
--   unmatched_reason: `no order` or `several orders`; none where the order is known
--   refunded_at: when it happened, UTC
--   refund_date: the UTC day of `refunded_at`
--
-- A refund pays back its `value`, else its items, else the whole order. An item without a price
-- has the price of the order's line. Without a currency it has its order's. Of several orders with
-- its transaction id it is its person's, and of that person's the last before it.

-- A macro stands where its SQL begins, and names `matches` only where currencies have rates.
-- noqa: disable=LT02,ST11

with refunds as (

    select *
    from order_events
    where is_touched and event_name = 'refund'

),

candidates as (

    select
        refunds.event_id,
        gathered_orders.order_id,
        gathered_orders.items_event_id,
        gathered_orders.items_currency,
        gathered_orders.currency,
        gathered_orders.revenue,
        row_number() over (
            partition by refunds.event_id
            order by
                case when gathered_orders.ordered_at <= refunds.event_at then 0 else 1 end
                asc nulls last,
                case
                    when gathered_orders.ordered_at <= refunds.event_at
                        then -{{ us_of('gathered_orders.ordered_at') }}
                    else {{ us_of('gathered_orders.ordered_at') }}
                end asc nulls last
        ) as candidate_number
    from refunds
    inner join gathered_orders
        on
            refunds.order_key = gathered_orders.order_key
            and (
                not gathered_orders.is_id_collision
                or coalesce(refunds.person_id, '') = gathered_orders.buyer_id
            )
    where refunds.transaction_id is not null

),

matches as (

    select *
    from candidates
    where candidate_number = 1

),

known_keys as (

    select distinct order_key
    from gathered_orders
    where transaction_id is not null

),

line_prices as (

    select
        matches.event_id,
        order_event_items.product_id,
        min_by(order_event_items.price, order_event_items.item_position) filter (
            where order_event_items.price is not null
        ) as price
    from matches
    inner join order_event_items on matches.items_event_id = order_event_items.event_id
    group by matches.event_id, order_event_items.product_id

),

refunded_items as (

    select
        refunds.event_id,
        sum(
            case
                when coalesce(order_event_items.item_revenue, order_event_items.price)
                    is not null
                    then {{ in_reporting(
                        item_value('order_event_items'),
                        'coalesce(refunds.currency, matches.currency)',
                    ) }}
                else {{ in_reporting(
                    money('cast(line_prices.price as decimal(19, 4)) * coalesce(order_event_items.quantity, 1)'),
                    'matches.items_currency',
                ) }}
            end
        ) as items_value
    from refunds
    inner join order_event_items on refunds.event_id = order_event_items.event_id
    left join matches on refunds.event_id = matches.event_id
    left join line_prices
        on
            order_event_items.event_id = line_prices.event_id
            and order_event_items.product_id = line_prices.product_id
    group by refunds.event_id

)

select
    refunds.event_id,
    refunds.order_key,
    matches.order_id,
    refunds.transaction_id,
    refunds.visitor_id,
    refunds.user_id,
    refunds.platform_id,
    refunds.currency,
    refunds.value,
    cast(
        case
            when refunds.value is not null
                then {{ in_reporting(
                    'refunds.value', 'coalesce(refunds.currency, matches.currency)'
                ) }}
            when refunds.item_count > 0 then {{ money('coalesce(refunded_items.items_value, 0)') }}
            else matches.revenue
        end as decimal(18, 4)
    ) as refunded_value,
    case
        when matches.order_id is not null then cast(null as string)
        when known_keys.order_key is null then 'no order'
        else 'several orders'
    end as unmatched_reason,
    refunds.event_at as refunded_at,
    refunds.event_date as refund_date
from refunds
left join matches on refunds.event_id = matches.event_id
left join refunded_items on refunds.event_id = refunded_items.event_id
left join known_keys on refunds.order_key = known_keys.order_key
