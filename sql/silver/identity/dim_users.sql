-- dim_users: each person's first visit, first purchase and use of installments, and since when.
-- kind: replace
-- grain: one row per user and version
-- key: user_id, valid_from
-- scope: touched_users
-- inputs: touched_users, silver_visitor_users, silver_identity_map
-- owner: growth
-- not null: first_seen_date, has_used_installments, is_current
-- columns:
--   user_id: the person, over all their visitors
--   first_seen_date, first_purchase_date
--   has_used_installments: bought in more than one part
--   valid_from, valid_to, is_current
--
-- A person is seen in all events that name them, and in those that name nobody of the visitors
-- that are theirs. A version begins on the first day seen, on the
-- first day with a purchase, and on the first day with a purchase in installments. Days are
-- half-open; `valid_to` is empty while the version is current.

with seen as (

    select
        coalesce(silver_visitor_users.user_id, silver_identity_map.user_id) as user_id,
        silver_visitor_users.first_seen_at,
        silver_visitor_users.first_purchase_date,
        silver_visitor_users.first_installments_date
    from silver_visitor_users
    inner join silver_identity_map
        on silver_visitor_users.visitor_id = silver_identity_map.visitor_id

),

users as (

    select
        seen.user_id,
        min({{ date_of('seen.first_seen_at') }}) as first_seen_date,
        min(seen.first_purchase_date) as first_purchase_date,
        min(seen.first_installments_date) as first_installments_date
    from seen
    inner join touched_users on seen.user_id = touched_users.user_id
    group by seen.user_id

),

starts as (

    select
        user_id,
        first_seen_date as valid_from
    from users

    union

    select
        user_id,
        first_purchase_date as valid_from
    from users
    where first_purchase_date is not null

    union

    select
        user_id,
        first_installments_date as valid_from
    from users
    where first_installments_date is not null

),

versions as (

    select
        user_id,
        valid_from,
        lead(valid_from) over (
            partition by user_id order by valid_from asc nulls last
        ) as valid_to
    from starts

)

select
    versions.user_id,
    users.first_seen_date,
    case
        when users.first_purchase_date <= versions.valid_from then users.first_purchase_date
    end as first_purchase_date,
    coalesce(users.first_installments_date <= versions.valid_from, false)
        as has_used_installments,
    versions.valid_from,
    versions.valid_to,
    versions.valid_to is null as is_current
from versions
inner join users on versions.user_id = users.user_id
