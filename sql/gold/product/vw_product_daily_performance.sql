-- vw_product_daily_performance: how each product did, day by day.
-- kind: view
-- grain: one row per day and product
-- key: event_date, product_id?
-- inputs: fct_event_items, fct_order_items
-- owner: product
-- columns:
--   event_date: the day of the event (of the order, for orders and revenue)
--   product_id: the product; empty for revenue that no line names
--   list_views: times the product was shown in a list, count
--   clicks: clicks on it in a list, count
--   views: views of its page, count
--   cart_adds: times it was put in the cart, count
--   checkouts: checkouts with it, count
--   orders: orders with it, count
--   units
--   revenue: revenue allocated to it, in the reporting currency
--   view_to_cart_rate: cart adds per view, 0 to 1, at most 1

with seen as (

    select
        event_date,
        product_id,
        count(*) filter (where event_name = 'view_item_list') as list_views,
        count(*) filter (where event_name = 'select_item') as clicks,
        count(*) filter (where event_name = 'view_item') as views,
        count(*) filter (where event_name = 'add_to_cart') as cart_adds,
        count(*) filter (where event_name = 'begin_checkout') as checkouts
    from fct_event_items
    where product_id is not null
    group by event_date, product_id

),

sold as (

    select
        order_date as event_date,
        product_id,
        count(distinct order_id) as orders,
        {{ money('sum(coalesce(quantity, 1))') }} as units,
        sum(allocated_revenue) as revenue
    from fct_order_items
    group by order_date, product_id

)

select
    coalesce(seen.event_date, sold.event_date) as event_date,
    coalesce(seen.product_id, sold.product_id) as product_id,
    coalesce(seen.list_views, 0) as list_views,
    coalesce(seen.clicks, 0) as clicks,
    coalesce(seen.views, 0) as views,
    coalesce(seen.cart_adds, 0) as cart_adds,
    coalesce(seen.checkouts, 0) as checkouts,
    coalesce(sold.orders, 0) as orders,
    {{ money('coalesce(sold.units, 0)') }} as units,
    {{ money('coalesce(sold.revenue, 0)') }} as revenue,
    {{ rate('least(seen.cart_adds, seen.views)', 'seen.views') }} as view_to_cart_rate
from seen
full join sold on seen.event_date = sold.event_date and seen.product_id = sold.product_id
