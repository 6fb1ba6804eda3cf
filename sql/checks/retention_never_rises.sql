-- retention_never_rises: who is active in a period or after it was so in the period before or after that
-- when: verify
-- severity: fail

with cells as (

    select
        period,
        cohort_start,
        segment,
        periods_later,
        cohort_users,
        users,
        lag(users, 1, cohort_users) over (
            partition by period, cohort_start, segment order by periods_later asc nulls last
        ) as former_users
    from vw_retention
    where mode = 'on_or_after'

)

select
    cells.period,
    cells.cohort_start,
    cells.segment,
    cells.periods_later,
    cells.former_users,
    cells.users
from cells
where
    cells.users > cells.former_users
    or cells.users < 0
    or (cells.periods_later = 0 and cells.users <> cells.cohort_users)
