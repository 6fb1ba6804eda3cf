-- stickiness_is_active_days: stickiness times 28 is the mean number of days on which its people were active
-- when: verify
-- severity: fail

-- Told twice: by the sums of days that roll, and person by person, for the weeks that have both. A
-- rate has six places.

with weeks as (

    select
        {{ add_days('week_start', 6) }} as day,
        segment,
        sum(users) as users,
        sum(active_days * users) as active_days
    from vw_power_users
    where is_complete
    group by week_start, segment

)

select
    vw_active_users_daily.day,
    vw_active_users_daily.segment,
    vw_active_users_daily.mau,
    vw_active_users_daily.stickiness,
    weeks.users,
    weeks.active_days
from vw_active_users_daily
left join weeks
    on
        vw_active_users_daily.day = weeks.day
        and vw_active_users_daily.segment = weeks.segment
where
    {{ weekday_of('vw_active_users_daily.day') }} = 7
    and vw_active_users_daily.stickiness is not null
    and (
        vw_active_users_daily.mau <> coalesce(weeks.users, 0)
        or abs(
            vw_active_users_daily.stickiness * 28 * vw_active_users_daily.mau
            - coalesce(weeks.active_days, 0)
        ) > 0.000015 * vw_active_users_daily.mau
    )
