-- who_comes_back: How many of the people of each month are there again 1, 2 and 3 months later?
-- team: growth
-- views: vw_retention
-- example: Hardly anybody: of no month's people are more than 1.4 in a hundred there a month later.
--
-- A cell is empty until its month is over. Write `on_or_after` for those who are seen then or at any
-- time later.

select
    cohort_start as cohort,
    max(cohort_users) as people,
    round(max(case when periods_later = 1 then retention_rate end), 4) as after_1_month,
    round(max(case when periods_later = 2 then retention_rate end), 4) as after_2_months,
    round(max(case when periods_later = 3 then retention_rate end), 4) as after_3_months
from vw_retention
where period = 'month' and mode = 'on' and segment = 'all'
group by cohort_start
order by cohort asc nulls last
