-- view_to_cart_ratio: times a product was put in the cart, for each view of a product page.
-- team: product
-- unit: ratio
-- good: up
-- period: week
-- views: vw_product_daily_performance
--
-- A ratio and no share: a cart may be filled from a list, without a view.

select
    {{ start_of('week', 'event_date') }} as period_start,
    'all' as segment,
    {{ ratio('sum(cart_adds)', 'sum(views)') }} as value
from vw_product_daily_performance
group by {{ start_of('week', 'event_date') }}
