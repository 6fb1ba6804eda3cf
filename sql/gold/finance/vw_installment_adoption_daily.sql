-- vw_installment_adoption_daily: how many orders are paid in installments, day by day.
-- kind: view
-- grain: one row per day and platform
-- key: order_date, platform_id
-- inputs: fct_orders
-- owner: finance
-- columns:
--   order_date, platform_id, orders, orders_in_installments
--   installment_adoption_rate: share of the orders paid in installments, 0 to 1
--   average_installments: average number of parts of these, count
--   revenue
--   revenue_in_installments: of this, revenue of the orders paid in installments, in the
--     reporting currency

select
    order_date,
    platform_id,
    count(*) as orders,
    count(*) filter (where has_installments) as orders_in_installments,
    {{ rate('count(*) filter (where has_installments)', 'count(*)') }}
        as installment_adoption_rate,
    {{ average(
        'sum(installments) filter (where has_installments)',
        'count(*) filter (where has_installments)',
    ) }} as average_installments,
    {{ money('sum(revenue)') }} as revenue,
    {{ money('coalesce(sum(revenue) filter (where has_installments), 0)') }}
        as revenue_in_installments
from fct_orders
group by order_date, platform_id
