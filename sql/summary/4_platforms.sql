-- Conversion by platform: share of sessions that reached each step
select
    silver_user_sessions.platform_id as platform,
    count(*) as sessions,
    cast(
        avg(case when silver_session_features.has_view then 1.0 else 0.0 end) as decimal(9, 4)
    ) as view_rate,
    cast(
        avg(case when silver_session_features.has_cart then 1.0 else 0.0 end) as decimal(9, 4)
    ) as cart_rate,
    cast(
        avg(case when silver_session_features.has_checkout then 1.0 else 0.0 end) as decimal(9, 4)
    ) as checkout_rate,
    cast(
        avg(case when silver_session_features.has_purchase then 1.0 else 0.0 end) as decimal(9, 4)
    ) as purchase_rate,
    cast(sum(silver_session_features.order_count) as bigint) as orders,
    cast(sum(silver_session_features.revenue) as decimal(18, 2)) as revenue
from silver_user_sessions
inner join silver_session_features
    on silver_user_sessions.session_id = silver_session_features.session_id
group by silver_user_sessions.platform_id
order by sessions desc, platform asc
