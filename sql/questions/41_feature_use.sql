-- feature_use: Which features do people use, and which ones win new users?
-- team: product
-- views: vw_feature_adoption_monthly
-- example: All are seen on a page, nine in ten on a list, four in ten open a product, and every user of a feature is a new one.
--
-- The last month that is whole. A feature is the name of an event, or a list of `growth.features`.

select
    month_start as month,
    feature,
    users,
    new_adopters,
    round(adoption_rate, 4) as adoption_rate
from vw_feature_adoption_monthly
where
    segment = 'all'
    and month_start = (
        select max(whole.month_start)
        from vw_feature_adoption_monthly as whole
        where whole.is_complete
    )
order by users desc, feature asc nulls last
