-- vw_refunds_daily: what was paid back, day by day, and for which products.
-- kind: view
-- grain: one row per day of the refund, platform of the order, and product
-- key: refund_date, platform_id, product_id?
-- inputs: fct_refunds, fct_orders, fct_order_items, silver_purchase_items, silver_product_states
-- owner: finance
-- not null: refunds, refunded_orders, refunded_value
-- columns:
--   refund_date: the day of the refund
--   platform_id: the platform of the order
--   product_id: the product; empty for orders that name none
--   category: its category as the order was placed; of several, the last in the alphabet
--   brand: its brand as the order was placed, likewise
--   refunds: refund events that pay the product back, count; one of several products counts in each
--   refunded_orders: orders of which the product is paid back, count, likewise
--   refunded_value: what is paid back for it, in the reporting currency
--
-- A refund is shared out exactly to the products that it names, by what it says of them, else by
-- what was paid for the pieces that it names; one that names no product of the order goes to all of
-- them, by what was paid. Amounts are rounded to 4 places, and what rounding leaves goes to the
-- greatest. What refunds say beyond an order's revenue pays nothing back, so that all adds up to the
-- orders' `refunded_value`. Refunds that found no order stand in `vw_refunds_unmatched`.

with lines as (

    {{ described_lines() | indent }}

),

refunds_in_order as (

    select
        fct_refunds.event_id,
        fct_refunds.order_id,
        fct_refunds.refund_date,
        fct_orders.platform_id,
        fct_orders.revenue,
        coalesce(fct_refunds.refunded_value, 0) as claimed,
        sum(coalesce(fct_refunds.refunded_value, 0)) over (
            partition by fct_refunds.order_id
            order by fct_refunds.refunded_at asc nulls last, fct_refunds.event_id asc nulls last
            rows between unbounded preceding and current row
        ) as claimed_so_far
    from fct_refunds
    inner join fct_orders on fct_refunds.order_id = fct_orders.order_id

),

refunds as (

    select
        *,
        {{ money('least(claimed_so_far, revenue) - least(claimed_so_far - claimed, revenue)') }}
            as refunded_value
    from refunds_in_order

),

refunded_products as (

    select
        refunds.event_id,
        silver_purchase_items.product_id,
        {{ money('sum(' ~ item_value('silver_purchase_items') ~ ')') }} as named_value,
        {{ money('sum(coalesce(silver_purchase_items.quantity, 1))') }} as pieces,
        max(
            case
                when
                    silver_purchase_items.item_revenue is null
                    and silver_purchase_items.price is null
                    then 1
                else 0
            end
        ) as is_unpriced
    from refunds
    inner join silver_purchase_items on refunds.event_id = silver_purchase_items.event_id
    where silver_purchase_items.product_id is not null
    group by refunds.event_id, silver_purchase_items.product_id

),

order_products as (

    select
        order_id,
        product_id,
        max(category) as category,
        max(brand) as brand,
        sum(allocated_revenue) as paid,
        {{ money('sum(coalesce(quantity, 1))') }} as pieces
    from lines
    where order_id in (select refunds.order_id from refunds)
    group by order_id, product_id

),

pairs as (

    select
        refunds.event_id,
        refunds.order_id,
        refunds.refund_date,
        refunds.platform_id,
        refunds.refunded_value,
        order_products.product_id,
        order_products.category,
        order_products.brand,
        order_products.paid,
        refunded_products.product_id is not null as is_named,
        refunded_products.named_value,
        case
            when order_products.pieces > refunded_products.pieces
                then {{ share_of(
                    'order_products.paid', 'refunded_products.pieces', 'order_products.pieces'
                ) }}
            else order_products.paid
        end as paid_for_pieces,
        max(case when refunded_products.product_id is not null then 1 else 0 end) over (
            partition by refunds.event_id
        ) as names_any,
        max(coalesce(refunded_products.is_unpriced, 0)) over (
            partition by refunds.event_id
        ) as is_unpriced
    from refunds
    inner join order_products on refunds.order_id = order_products.order_id
    left join refunded_products
        on
            refunds.event_id = refunded_products.event_id
            and order_products.product_id = refunded_products.product_id

),

weights as (

    select
        *,
        case
            when names_any = 0 then paid
            when is_unpriced = 1 then paid_for_pieces
            else named_value
        end as weight
    from pairs
    where is_named or names_any = 0

),

shares as (

    {{ shared_out('weights', 'refunded_value', 'weight', 'event_id', 'product_id') }}

)

select
    refund_date,
    platform_id,
    product_id,
    max(category) as category,
    max(brand) as brand,
    count(*) as refunds,
    count(distinct order_id) as refunded_orders,
    {{ money('sum(share)') }} as refunded_value
from shares
group by refund_date, platform_id, product_id
