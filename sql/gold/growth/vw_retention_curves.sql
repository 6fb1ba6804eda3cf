-- vw_retention_curves: how many come back after so many days, weeks or months, over all cohorts.
-- kind: view
-- grain: one row per period, mode, segment and number of periods later that a cohort has whole
-- key: period, mode, segment, periods_later
-- inputs: vw_retention
-- owner: growth
-- not null: cohorts, cohort_users, users
-- one of: period (day | week | month), mode (on | on_or_after | bracket)
-- columns:
--   period: the cohorts are days, weeks (from Monday) or months
--   mode: as in `vw_retention`: `on`, `on_or_after` or `bracket`
--   segment
--   periods_later: how many periods later, a number from 0; of a bracket, its number from 1
--   days_later: the days of a bracket, as `1-7`; empty for the other modes
--   cohorts: cohorts whose cell is whole, the lake's first period apart, count
--   cohort_users: persons of these cohorts, count
--   users: of these, persons who are active then, count
--   retention_rate: `users` ÷ `cohort_users`, 0 to 1
--
-- Sum ÷ sum: a large cohort weighs more than a small one. Cells that are not whole stay out above and
-- below, and so does the lake's first period, whose people may have come before.

select
    period,
    mode,
    segment,
    periods_later,
    days_later,
    count(*) as cohorts,
    cast(sum(cohort_users) as bigint) as cohort_users,
    cast(sum(users) as bigint) as users,
    {{ rate('sum(users)', 'sum(cohort_users)') }} as retention_rate
from vw_retention
where is_complete and not is_first_period
group by period, mode, segment, periods_later, days_later
