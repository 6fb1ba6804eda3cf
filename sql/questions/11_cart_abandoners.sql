-- cart_abandoners: What is the average order value of those who once abandoned a cart?
-- team: marketing
-- views: vw_abandoned_cart_value, vw_revenue_daily
-- example: 200 people left 10,805 USD in their carts, four times what the shop earned. None of them bought afterwards (few of the sample's visitors come twice), so their order value is empty, not 0.
--
-- Orders count that the same person placed after first abandoning a cart or a checkout. A person who
-- abandoned on two platforms stands in both rows, so do not add them up.

select
    platform_id,
    users as abandoners,
    sessions as abandoned_sessions,
    round(cart_value_left, 2) as cart_value_left,
    orders_after,
    round(revenue_after, 2) as revenue_after,
    round(aov_after, 2) as average_order_value_after,
    (
        select round(sum(vw_revenue_daily.revenue) / nullif(sum(vw_revenue_daily.orders), 0), 2)
        from vw_revenue_daily
    ) as average_order_value_of_all
from vw_abandoned_cart_value
order by cart_value_left desc, platform_id asc
