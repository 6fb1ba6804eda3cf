-- customer_value: Which channels win customers, and what are these worth over time?
-- team: marketing
-- views: vw_orders
-- example: Links from other sites won half of the customers; those who came without a source are worth most.
--
-- A customer belongs to the channel of the first order. Value is net of refunds, so far: young
-- customers had less time.

with customers as (

    select
        user_id,
        max(case when order_number = 1 then coalesce(channel, '(no visit)') end) as first_channel,
        count(*) as orders,
        sum(net_revenue) as net_revenue
    from vw_orders
    where user_id is not null
    group by user_id

)

select
    first_channel,
    count(*) as customers,
    count(*) filter (where orders > 1) as customers_with_more_orders,
    round(sum(orders) / count(*), 2) as orders_per_customer,
    round(sum(net_revenue), 2) as net_revenue,
    round(sum(net_revenue) / count(*), 2) as value_per_customer
from customers
group by first_channel
order by net_revenue desc, customers desc, first_channel asc
