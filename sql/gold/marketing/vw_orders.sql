-- vw_orders: every order with its person, its place among the person's orders, where it came from, what was in it and what went back.
-- kind: view
-- grain: one row per order
-- key: order_id
-- inputs: fct_orders, fct_order_items, fct_refunds, silver_product_states, silver_sessions, silver_identity_map
-- owner: marketing
-- not null: order_date, ordered_at, revenue, refunded_value, net_revenue, categories
-- columns:
--   order_id, order_date
--   user_id: the person; empty where nobody is known
--   platform_id
--   channel: Google Analytics 4's default channel group of its session; empty without a session
--   country: the first country that its session names
--   device_category: desktop, mobile, …: the first that its session names
--   coupon: the coupon; empty for orders without
--   currency: the currency that it was paid in; empty where none was told
--   main_category: the category that brought most of its revenue, as the order was placed; of
--     equals, the first in the alphabet
--   categories: categories of its lines, as the order was placed, each once, sorted
--   order_number: place among the person's orders, from 1; empty where nobody is known
--   days_since_first_order: days since the person's first order, count; 0 for that one
--   days_since_last_order: days since the person's order before, count; empty for the first
--   item_count: order lines, count
--   units
--   refunds: refund events, count
--   has_installments
--   is_refunded: it has a refund
--   first_refund_date: the day of its first refund
--   revenue
--   discount_value: discounts on its lines, in the reporting currency
--   refunded_value: what was paid back, at most the revenue, in the reporting currency
--   net_revenue: revenue less refunds, in the reporting currency
--   ordered_at: when it was placed, UTC
--
-- Days are counted on the shop's calendar: yesterday evening is one day ago. A refunded order keeps
-- its number.

with orders as (

    {{ numbered_orders() | indent }}

),

lines as (

    {{ described_lines() | indent }}

),

line_categories as (

    select
        order_id,
        category,
        sum(allocated_revenue) as revenue
    from lines
    where category is not null
    group by order_id, category

),

ranked_categories as (

    select
        *,
        row_number() over (
            partition by order_id order by revenue desc nulls last, category asc nulls last
        ) as category_rank
    from line_categories

),

baskets as (

    select
        order_id,
        {{ texts_of('category') }} as categories,
        {{ money('sum(case when item_position > 0 then coalesce(quantity, 1) else 0 end)') }}
            as units
    from lines
    group by order_id

),

refunds as (

    select
        order_id,
        count(*) as refunds,
        min(refund_date) as first_refund_date
    from fct_refunds
    where order_id is not null
    group by order_id

)

select
    orders.order_id,
    orders.order_date,
    orders.person_id as user_id,
    orders.platform_id,
    silver_sessions.channel,
    silver_sessions.country,
    silver_sessions.device_category,
    orders.coupon,
    orders.currency,
    ranked_categories.category as main_category,
    baskets.categories,
    orders.order_number,
    {{ days_between('orders.first_order_date', 'orders.order_date') }} as days_since_first_order,
    {{ days_between('orders.last_order_date', 'orders.order_date') }} as days_since_last_order,
    orders.item_count,
    baskets.units,
    coalesce(refunds.refunds, 0) as refunds,
    orders.has_installments,
    orders.is_refunded,
    refunds.first_refund_date,
    orders.revenue,
    orders.discount_value,
    orders.refunded_value,
    {{ money('orders.revenue - orders.refunded_value') }} as net_revenue,
    orders.ordered_at
from orders
inner join baskets on orders.order_id = baskets.order_id
left join ranked_categories
    on orders.order_id = ranked_categories.order_id and ranked_categories.category_rank = 1
left join refunds on orders.order_id = refunds.order_id
left join silver_sessions on orders.session_id = silver_sessions.session_id
