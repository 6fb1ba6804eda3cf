-- installments: How many orders are paid in installments?
-- team: finance
-- views: vw_installment_adoption_daily
-- example: The shop offered no installments, so the rate is 0 in every month with an order.
--
-- Orders are summed before the rate is taken; the average number of parts is weighted by the orders
-- that it is the average of.

select
    cast(date_trunc('month', order_date) as date) as month,
    platform_id,
    sum(orders) as orders,
    sum(orders_in_installments) as orders_in_installments,
    round(sum(orders_in_installments) / nullif(sum(orders), 0), 4) as adoption_rate,
    round(
        sum(average_installments * orders_in_installments)
        / nullif(sum(orders_in_installments), 0), 2
    ) as average_parts,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue_in_installments), 2) as revenue_in_installments,
    round(sum(revenue_in_installments) / nullif(sum(revenue), 0), 4) as share_of_revenue
from vw_installment_adoption_daily
group by month, platform_id
order by month, platform_id
