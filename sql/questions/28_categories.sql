-- categories: Which categories and brands sell, and at what discount?
-- team: product
-- views: vw_revenue_by_category_daily
-- example: Clothes are two thirds of the revenue; no line names a brand. Four lines name no category, and nor did anything before them.
--
-- Categories and brands are those of the day of the order. A sum of `orders` over categories counts
-- an order of several twice; lines and revenue add up.

select
    coalesce(category, '(none)') as category,
    coalesce(brand, '(none)') as brand,
    sum(order_lines) as order_lines,
    round(sum(units), 2) as units,
    round(sum(revenue), 2) as revenue,
    round(sum(revenue) / sum(sum(revenue)) over (), 4) as share_of_revenue,
    round(sum(discount_value) / nullif(sum(revenue) + sum(discount_value), 0), 4) as discount_rate
from vw_revenue_by_category_daily
group by all
order by revenue desc, category asc, brand asc
