-- user_funnel_narrows: no stage of the funnel has more people than the one before, and segments add up
-- when: verify
-- severity: fail

with stages as (

    select
        segment,
        stage_number,
        users,
        lag(users, 1, users) over (
            partition by segment order by stage_number asc nulls last
        ) as former_users
    from vw_user_funnel

),

sums as (

    select
        stage_number,
        sum(case when segment = 'all' then users else -users end) as unshared_users
    from vw_user_funnel
    group by stage_number

)

select
    stages.segment,
    stages.stage_number,
    stages.former_users,
    stages.users,
    sums.unshared_users
from stages
inner join sums on stages.stage_number = sums.stage_number
where stages.users > stages.former_users or sums.unshared_users <> 0
