-- touched_purchases: the purchase events of touched orders, each with the order it tells of.
-- kind: scope
-- grain: one row per purchase event
-- key: event_id
-- inputs: order_events
-- owner: finance
--
-- An order belongs to a person: whom its event names, else to whom its visitor belongs. All events
-- of one transaction are one order, if one person (and nobody else than nobody) sent them, from
-- whatever devices. Where two persons did, each has an order of their own, marked by the person's
-- md5. A transaction id that the same person uses again more than `orders.reuse_days` days after
-- its last purchase event is another order, marked by person and time. Where a transaction has
-- such an id itself, the mark is followed by as many # as it takes.

with purchase_events as (

    select *
    from order_events
    where is_touched and event_name = 'purchase'

),

persons as (

    select
        order_key,
        count(distinct person_id) as person_count
    from purchase_events
    group by order_key

),

purchases as (

    select
        purchase_events.*,
        persons.person_count > 1 as is_id_collision,
        case
            when persons.person_count > 1 then coalesce(purchase_events.person_id, '')
            else ''
        end as buyer_id
    from purchase_events
    inner join persons on purchase_events.order_key = persons.order_key

),

purchases_with_previous as (

    select
        *,
        lag(event_at) over (
            partition by order_key, buyer_id
            order by event_at asc nulls last, event_id asc nulls last
        ) as previous_at
    from purchases

),

purchases_with_use as (

    select
        *,
        sum(
            case
                when event_at > previous_at + interval '{{ orders.reuse_days }}' day then 1
                else 0
            end
        ) over (
            partition by order_key, buyer_id
            order by event_at asc nulls last, event_id asc nulls last
            rows between unbounded preceding and current row
        ) as use_number
    from purchases_with_previous

),

purchases_with_start as (

    select
        *,
        min(event_at) over (partition by order_key, buyer_id, use_number) as ordered_at
    from purchases_with_use

),

purchases_with_mark as (

    select
        *,
        case
            when use_number > 0
                then substring(md5(concat(
                    buyer_id, '@', cast({{ us_of('ordered_at') }} as string)
                )), 1, 8)
            when is_id_collision then substring(md5(buyer_id), 1, 8)
            else ''
        end as mark
    from purchases_with_start

),

imitations as (

    select
        purchases_with_mark.order_key,
        purchases_with_mark.mark,
        repeat('#', cast(max(
            length(order_events.transaction_id)
            - length(purchases_with_mark.order_key)
            - length(purchases_with_mark.mark)
        ) as integer)) as more
    from purchases_with_mark
    inner join order_events
        on
            purchases_with_mark.order_key = order_events.imitated_key
            and purchases_with_mark.mark = substring(
                order_events.transaction_id,
                length(purchases_with_mark.order_key) + 2,
                8
            )
    where purchases_with_mark.mark <> ''
    group by purchases_with_mark.order_key, purchases_with_mark.mark

)

select
    purchases_with_mark.event_id,
    purchases_with_mark.order_key,
    purchases_with_mark.visitor_id,
    purchases_with_mark.user_id,
    purchases_with_mark.platform_id,
    purchases_with_mark.transaction_id,
    purchases_with_mark.currency,
    purchases_with_mark.coupon,
    purchases_with_mark.items_coupon,
    purchases_with_mark.value,
    purchases_with_mark.tax,
    purchases_with_mark.shipping,
    purchases_with_mark.installments,
    purchases_with_mark.item_count,
    purchases_with_mark.items_revenue,
    purchases_with_mark.items_price,
    purchases_with_mark.event_at,
    purchases_with_mark.event_date,
    purchases_with_mark.is_id_collision,
    purchases_with_mark.buyer_id,
    purchases_with_mark.mark,
    purchases_with_mark.ordered_at,
    case
        when purchases_with_mark.mark <> ''
            then concat(
                purchases_with_mark.order_key,
                '#',
                purchases_with_mark.mark,
                coalesce(imitations.more, '')
            )
        else purchases_with_mark.order_key
    end as order_id
from purchases_with_mark
left join imitations
    on
        purchases_with_mark.order_key = imitations.order_key
        and purchases_with_mark.mark = imitations.mark
