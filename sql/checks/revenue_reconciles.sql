-- revenue_reconciles: every Gold view of all revenue adds up to the orders (its limit aside)
-- when: verify
-- severity: fail

-- By day and platform where the view has them, else as a whole. A session's orders stand on its
-- own day and platform. List credit stands on the day of the purchase event that counts, which
-- may come after the order's first, so lists are compared as a whole.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with orders as (

    select
        fct_orders.revenue,
        fct_orders.order_date,
        fct_orders.platform_id,
        coalesce(silver_sessions.session_date, fct_orders.order_date) as session_date,
        coalesce(silver_sessions.platform_id, fct_orders.platform_id) as session_platform_id
    from fct_orders
    left join silver_sessions on fct_orders.session_id = silver_sessions.session_id

),

amounts as (
{% for view, revenue, view_day, view_platform, order_day, order_platform in [
    ('vw_revenue_daily', 'revenue', 'order_date', 'platform_id', 'order_date', 'platform_id'),
    (
        'vw_installment_adoption_daily',
        'revenue', 'order_date', 'platform_id', 'order_date', 'platform_id',
    ),
    (
        'vw_platform_daily_performance_sessions',
        'revenue', 'session_date', 'platform_id', 'session_date', 'session_platform_id',
    ),
    (
        'vw_sessions_daily',
        'revenue', 'session_date', 'platform_id', 'session_date', 'session_platform_id',
    ),
    ('vw_orders', 'revenue', 'order_date', 'platform_id', 'order_date', 'platform_id'),
    ('vw_order_discounts', 'revenue', 'order_date', 'platform_id', 'order_date', 'platform_id'),
    ('vw_revenue_by_channel_daily', 'revenue', 'order_date', 'null', 'order_date', 'null'),
    ('vw_revenue_by_category_daily', 'revenue', 'order_date', 'null', 'order_date', 'null'),
    ('vw_product_discounts_daily', 'revenue', 'order_date', 'null', 'order_date', 'null'),
    ('vw_product_daily_performance', 'revenue', 'event_date', 'null', 'order_date', 'null'),
    ('vw_campaign_daily_performance', 'total_revenue', 'session_date', 'null', 'order_date', 'null'),
    ('vw_list_daily_performance_sessions', 'attributed_revenue', 'null', 'null', 'null', 'null'),
    ('vw_growth_engagement_daily', 'attributed_revenue', 'null', 'null', 'null', 'null'),
    ('vw_channel_daily', 'revenue', 'session_date', 'null', 'session_date', 'null'),
    ('vw_device_daily', 'revenue', 'session_date', 'null', 'session_date', 'null'),
    ('vw_user_journeys', 'revenue', 'order_date', 'null', 'order_date', 'null'),
    ('vw_channel_paths', 'revenue', 'null', 'null', 'null', 'null'),
    ('vw_coupon_performance', 'revenue', 'null', 'null', 'null', 'null'),
    ('vw_customer_orders_monthly', 'revenue', 'null', 'null', 'null', 'null'),
    ('vw_hourly_weekday', 'revenue', 'null', 'null', 'null', 'null'),
    ('vw_revenue_per_user_monthly', 'revenue', 'null', 'null', 'null', 'null'),
] %}
    select
        '{{ view }}' as gold_view,
        cast({{ view_day }} as date) as day,
        cast({{ view_platform }} as string) as platform_id,
        {{ revenue }} as shown,
        0 as sold
    from {{ view }}

    union all

    select
        '{{ view }}' as gold_view,
        cast({{ order_day }} as date) as day,
        cast({{ order_platform }} as string) as platform_id,
        0 as shown,
        revenue as sold
    from orders
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    gold_view,
    day,
    platform_id,
    sum(shown) as shown,
    sum(sold) as sold
from amounts
group by gold_view, day, platform_id
having sum(shown) <> sum(sold) and max(shown) < 99999999999999.9999
