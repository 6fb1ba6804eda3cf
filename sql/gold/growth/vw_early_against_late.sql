-- vw_early_against_late: whether people of later months come back more, and bring in more, than those of earlier ones.
-- kind: view
-- grain: one row per segment and number of months later (1, 3, 6 or 12) that at least two cohorts have whole
-- key: segment, months_later
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark, fct_orders, fct_refunds, fct_payments
-- owner: growth
-- not null: cohorts, early_users, late_users
-- columns:
--   segment
--   months_later: how many months after that of the first activity is looked at, a number from 1
--   cohorts: months on each side, count; of an odd number the middle one stays out
--   early_until: the first day of the last month of the early side
--   late_from: the first day of the first month of the late side
--   early_users: persons of the early side, count
--   late_users: persons of the late side, count
--   early_retention_rate: share of the early side who are active in that month, 0 to 1
--   late_retention_rate: likewise of the late side, 0 to 1
--   retention_difference: late less early, -1 to 1
--   retention_difference_low: lower end of the difference's 95 % interval, -1 to 1
--   retention_difference_high: upper end of the difference's 95 % interval, -1 to 1
--   retention_p_value: chance of so large a difference (two-sided) if there were none, 0 to 1
--   early_ltv: what a person of the early side brought in until then, in the reporting currency
--   late_ltv: likewise of the late side, in the reporting currency
--   ltv_difference: late less early, in the reporting currency
--   ltv_difference_low: lower end of the difference's 95 % interval, in the reporting currency
--   ltv_difference_high: upper end of the difference's 95 % interval, in the reporting currency
--   ltv_p_value: chance of so large a difference (two-sided) if there were none, 0 to 1
--
-- The lake's first month, whose people may have come before, is on neither side. Rates by the
-- two-proportion z-test with pooled variance, the interval by Wald's, as in
-- `vw_experiment_performance`; means by the z-test with the variances of both sides. A difference over
-- time may have any cause.

with active_days as (

    {{ active_days() | indent }}

),

first_days as (

    select
        user_id,
        min(active_on) as first_on
    from active_days
    group by user_id

),

people as (

    {{ people_of('first_days') | indent }}

),

spans as (
    {% for months in [1, 3, 6, 12] %}
    select {{ months }} as months_later
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

months as (

    {{ periods_of('month') | indent }}

),

whole_months as (

    select
        months.period_start as cohort_month,
        spans.months_later,
        row_number() over (
            partition by spans.months_later order by months.period_start asc nulls last
        ) as cohort_number,
        count(*) over (partition by spans.months_later) as cohort_count
    from months
    cross join spans
    inner join months as laters
        on months.period_number + spans.months_later = laters.period_number
    where laters.is_complete and not months.is_first_period

),

sides as (

    select
        cohort_month,
        months_later,
        2 * cohort_number <= cohort_count as is_early
    from whole_months
    where 2 * cohort_number <> cohort_count + 1

),

persons as (

    select
        people.user_id,
        people.segment,
        sides.months_later,
        sides.cohort_month,
        sides.is_early
    from people
    inner join sides on {{ start_of('month', 'people.first_on') }} = sides.cohort_month

),

earned as (

    {{ earned_by_month() | indent }}

),

person_values as (

    select
        persons.user_id,
        persons.months_later,
        {{ money('sum(earned.value)') }} as value
    from persons
    inner join earned
        on
            persons.user_id = earned.user_id
            and {{ periods_between('month', 'persons.cohort_month', 'earned.month_start') }}
            between 0 and persons.months_later
    group by persons.user_id, persons.months_later

),

returned as (

    select distinct
        persons.user_id,
        persons.months_later
    from persons
    inner join active_days
        on
            persons.user_id = active_days.user_id
            and {{ periods_between(
                'month', 'persons.cohort_month', start_of('month', 'active_days.active_on')
            ) }} = persons.months_later

),

counts as (

    select
        persons.segment,
        persons.months_later,
        persons.is_early,
        count(*) as users,
        count(returned.user_id) as returned_users,
        coalesce(sum(person_values.value), 0) as value,
        coalesce(sum(
            cast(person_values.value as decimal(18, 2))
            * cast(person_values.value as decimal(18, 2))
        ), 0) as squares
    from persons
    left join returned
        on
            persons.user_id = returned.user_id
            and persons.months_later = returned.months_later
    left join person_values
        on
            persons.user_id = person_values.user_id
            and persons.months_later = person_values.months_later
    group by persons.segment, persons.months_later, persons.is_early

),

all_counts as (

    {{ with_all(
        'counts', ['months_later', 'is_early'], ['users', 'returned_users', 'value', 'squares']
    ) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

spans_with_sides as (

    select
        months_later,
        count(case when is_early then cohort_month end) as cohorts,
        max(case when is_early then cohort_month end) as early_until,
        min(case when not is_early then cohort_month end) as late_from
    from sides
    group by months_later

),

side_by_side as (

    select
        segments.segment,
        spans_with_sides.*,
        {%- for side in ['early', 'late'] %}
        coalesce({{ side }}.users, 0) as {{ side }}_users,
        coalesce({{ side }}.returned_users, 0) as {{ side }}_returned_users,
        coalesce({{ side }}.value, 0) as {{ side }}_value,
        {{ inexact(side ~ '.users') }} as {{ side }}_n,
        {{ inexact(side ~ '.returned_users') }} / {{ side }}.users as {{ side }}_p,
        {{ inexact(side ~ '.value') }} / {{ side }}.users as {{ side }}_mean,
        case
            when {{ side }}.users > 1
                then greatest(
                    {{ inexact(side ~ '.squares') }}
                    - {{ inexact(side ~ '.value') }} * {{ inexact(side ~ '.value') }}
                    / {{ side }}.users,
                    0
                ) / ({{ side }}.users - 1) / {{ side }}.users
        end as {{ side }}_variance{% if not loop.last %},{% endif %}
        {%- endfor %}
    from spans_with_sides
    cross join segments
    {%- for side in ['early', 'late'] %}
    left join all_counts as {{ side }}
        on
            segments.segment = {{ side }}.segment
            and spans_with_sides.months_later = {{ side }}.months_later
            and {{ 'not ' if side == 'late' else '' }}{{ side }}.is_early
    {%- endfor %}
    where spans_with_sides.cohorts > 0

),

differences as (

    select
        *,
        late_p - early_p as p_difference,
        1.959964 * sqrt(
            early_p * (1 - early_p) / early_n + late_p * (1 - late_p) / late_n
        ) as p_margin,
        (early_p * early_n + late_p * late_n) / (early_n + late_n) as pooled_p,
        late_mean - early_mean as mean_difference,
        1.959964 * sqrt(early_variance + late_variance) as mean_margin,
        (late_mean - early_mean) / nullif(sqrt(early_variance + late_variance), 0) as mean_z
    from side_by_side

),

scores as (

    select
        *,
        p_difference / nullif(sqrt(
            pooled_p * (1 - pooled_p) * (1 / early_n + 1 / late_n)
        ), 0) as p_z
    from differences

)

select
    segment,
    cast(months_later as bigint) as months_later,
    cohorts,
    early_until,
    late_from,
    cast(early_users as bigint) as early_users,
    cast(late_users as bigint) as late_users,
    {{ rate('early_returned_users', 'early_users') }} as early_retention_rate,
    {{ rate('late_returned_users', 'late_users') }} as late_retention_rate,
    cast(p_difference as decimal(18, 6)) as retention_difference,
    cast(p_difference - p_margin as decimal(18, 6)) as retention_difference_low,
    cast(p_difference + p_margin as decimal(18, 6)) as retention_difference_high,
    cast({{ two_sided_p('p_z') }} as decimal(18, 6)) as retention_p_value,
    {{ average('early_value', 'early_users') }} as early_ltv,
    {{ average('late_value', 'late_users') }} as late_ltv,
    {{ money_of('mean_difference') }} as ltv_difference,
    {{ money_of('(mean_difference - mean_margin)') }} as ltv_difference_low,
    {{ money_of('(mean_difference + mean_margin)') }} as ltv_difference_high,
    cast({{ two_sided_p('mean_z') }} as decimal(18, 6)) as ltv_p_value
from scores
