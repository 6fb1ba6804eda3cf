-- Conversion by platform: share of sessions that reached each step
select
    platform_id as platform,
    count(*) as sessions,
    cast(avg(case when has_view then 1.0 else 0.0 end) as decimal(9, 4)) as view_rate,
    cast(avg(case when has_cart then 1.0 else 0.0 end) as decimal(9, 4)) as cart_rate,
    cast(avg(case when has_checkout then 1.0 else 0.0 end) as decimal(9, 4)) as checkout_rate,
    cast(avg(case when has_purchase then 1.0 else 0.0 end) as decimal(9, 4)) as purchase_rate,
    cast(sum(order_count) as bigint) as orders,
    cast(sum(revenue) as decimal(18, 2)) as revenue
from silver_user_sessions
inner join silver_session_features using (session_id)
group by platform_id
order by sessions desc, platform asc
