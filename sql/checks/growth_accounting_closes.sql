-- growth_accounting_closes: who is active is new, retained or resurrected, and who is missing has churned
-- when: verify
-- severity: fail

-- The period before is looked up by its own row, and the days are told a second time, by the view of
-- active users.

with periods as (

    select
        period,
        period_start,
        segment,
        active_users,
        new_users,
        retained_users,
        resurrected_users,
        churned_users,
        change,
        lag(active_users, 1, 0) over (
            partition by period, segment order by period_start asc nulls last
        ) as former_users
    from vw_growth_accounting

)

select
    periods.period,
    periods.period_start,
    periods.segment,
    periods.active_users,
    periods.former_users,
    periods.change,
    vw_active_users_daily.dau
from periods
left join vw_active_users_daily
    on
        periods.period = 'day'
        and periods.period_start = vw_active_users_daily.day
        and periods.segment = vw_active_users_daily.segment
where
    periods.active_users
    <> periods.new_users + periods.retained_users + periods.resurrected_users
    or periods.change
    <> periods.new_users + periods.resurrected_users - periods.churned_users
    or periods.change <> periods.active_users - periods.former_users
    or (
        periods.period = 'day'
        and periods.active_users <> coalesce(vw_active_users_daily.dau, -1)
    )
