-- refunds_reconcile: every Gold view of refunds adds up to those of the orders (its limit aside)
-- when: verify
-- severity: fail

-- A view shows refunds on the day of the order or on their own, so that they are compared by
-- platform, which is the order's.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with amounts as (
{% for view in ['vw_revenue_daily', 'vw_orders', 'vw_refunds_daily'] %}
    select
        '{{ view }}' as gold_view,
        platform_id,
        refunded_value as shown,
        0 as held
    from {{ view }}

    union all

    select
        '{{ view }}' as gold_view,
        platform_id,
        0 as shown,
        refunded_value as held
    from fct_orders
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    gold_view,
    platform_id,
    sum(shown) as shown,
    sum(held) as held
from amounts
group by gold_view, platform_id
having sum(shown) <> sum(held) and max(shown) < 99999999999999.9999
