-- vw_growth_accounting: who is new, stayed, came back and went, in each day, week and month.
-- kind: view
-- grain: one row per day, week and month of the lake, and segment
-- key: period, period_start, segment
-- inputs: silver_session_days, silver_identity_map, dim_users, dim_dates, watermark
-- owner: growth
-- not null: active_users, new_users, retained_users, resurrected_users, churned_users, change, is_complete, is_first_period
-- one of: period (day | week | month)
-- columns:
--   period, period_start, segment
--   active_users: persons with an interaction in the period, each once, count
--   new_users: of these, persons who were never active before, count
--   retained_users: of these, persons who were active in the period before, count
--   resurrected_users: of these, persons who were not, but earlier, count
--   churned_users: persons who were active in the period before, and are not in this one, count
--   change: active persons less those of the period before, a count, negative where it fell
--   quick_ratio: (new + resurrected) ÷ churned, 0 to 1 where more went than came
--   churn_rate: `churned_users` ÷ active persons of the period before, 0 to 1
--   is_complete, is_first_period
--
-- Name one period in WHERE. Active = new + retained + resurrected; change = new + resurrected −
-- churned. Rates are empty until the period is over, and where there is nothing to divide by.

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with days_in_order as (

    {{ days_in_order() | indent }}

),

first_days as (

    select
        user_id,
        first_on
    from days_in_order
    where previous_on is null

),

people as (

    {{ people_of('first_days') | indent }}

),

active_days as (

    {{ days_with_segment('days_in_order', 'people') | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),
{% for period in ['day', 'week', 'month'] %}
{%- set start = start_of(period, 'active_on') %}
{%- set previous = start_of(period, 'previous_on') %}
{%- set next = start_of(period, 'next_on') %}
{{ period }}_moves as (

    select
        segment,
        {{ start }} as period_start,
        count(*) filter (where previous_on is null) as new_users,
        count(*) filter (where {{ next_start(period, previous) }} = {{ start }}) as retained_users,
        count(*) filter (where {{ next_start(period, previous) }} < {{ start }})
            as resurrected_users,
        count(*) filter (where next_on is null or {{ next }} > {{ next_start(period, start) }})
            as last_seen_users
    from active_days
    group by segment, {{ start }}

),

{{ period }}_moves_of_all as (

    {{ with_all(
        period ~ '_moves', ['period_start'],
        ['new_users', 'retained_users', 'resurrected_users', 'last_seen_users']
    ) | indent }}

),

{{ period }}s as (

    {{ periods_of(period) | indent }}

),

{{ period }}_states as (

    select
        '{{ period }}' as period,
        {{ period }}s.period_start,
        segments.segment,
        coalesce(moves.new_users, 0) as new_users,
        coalesce(moves.retained_users, 0) as retained_users,
        coalesce(moves.resurrected_users, 0) as resurrected_users,
        coalesce(former_moves.last_seen_users, 0) as churned_users,
        {{ period }}s.is_complete,
        {{ period }}s.is_first_period
    from {{ period }}s
    cross join segments
    left join {{ period }}_moves_of_all as moves
        on {{ period }}s.period_start = moves.period_start and segments.segment = moves.segment
    left join {{ period }}_moves_of_all as former_moves
        on
            {{ period }}s.period_start = {{ next_start(period, 'former_moves.period_start') }}
            and segments.segment = former_moves.segment

),
{% endfor %}
states as (
{% for period in ['day', 'week', 'month'] %}
    select
        *,
        new_users + retained_users + resurrected_users as active_users,
        new_users + resurrected_users - churned_users as change
    from {{ period }}_states
{% if not loop.last %}
    union all
{% endif %}
{%- endfor %}
)

select
    period,
    period_start,
    segment,
    cast(active_users as bigint) as active_users,
    cast(new_users as bigint) as new_users,
    cast(retained_users as bigint) as retained_users,
    cast(resurrected_users as bigint) as resurrected_users,
    cast(churned_users as bigint) as churned_users,
    cast(change as bigint) as change,
    case when is_complete then {{ ratio('new_users + resurrected_users', 'churned_users') }} end
        as quick_ratio,
    case when is_complete then {{ rate('churned_users', '(active_users - change)') }} end
        as churn_rate,
    is_complete,
    is_first_period
from states
