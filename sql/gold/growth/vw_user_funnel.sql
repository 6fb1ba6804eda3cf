-- vw_user_funnel: how far people come on the way from their first interaction, stage by stage.
-- kind: view
-- grain: one row per segment and stage of the funnel
-- key: segment, stage_number
-- inputs: silver_session_days, silver_identity_map, dim_users, fct_events, fct_orders
-- owner: growth
-- not null: stage, users
-- columns:
--   segment
--   stage_number: place in `growth.funnel.stages`, a number from 1
--   stage: `visit` (the first interaction), an event, or `purchase` (an order)
--   users: persons who reached this stage after all the stages before it, count
--   rate_from_previous: `users` ÷ those of the stage before, 0 to 1; empty for the first
--   rate_from_first: `users` ÷ those of the first stage, 0 to 1
--   drop_off: persons of the stage before who did not come this far, count; empty for the first
--   drop_off_rate: `drop_off` ÷ persons of the stage before, 0 to 1; empty for the first
--
-- A person counts once, from their first interaction ever, and has `growth.funnel.days` (30) times
-- 24 hours from it; who came lately may still go on. A stage takes the first event at or after the one
-- before; two stages of one name take two events. An order counts once, however often it is told.

{%- set stages = growth.funnel.stages %}
{%- set names = stages[1:] | unique | list %}
{%- set repeated = [] %}
{%- for name in names if stages.count(name) > 1 %}{% set _ = repeated.append(name) %}{% endfor %}

-- A loop stands where its SQL begins, which the linter takes for a wrong indent.
-- noqa: disable=LT02

with active_days as (

    {{ active_days() | indent }}

),

first_days as (

    select
        user_id,
        min(active_on) as first_on,
        min(first_interaction_at) as first_at
    from active_days
    group by user_id

),

segmented as (

    {{ people_of('first_days') | indent }}

),

timed as (

    select
        segmented.*,
        first_days.first_at
    from segmented
    inner join first_days on segmented.user_id = first_days.user_id

),

people as (

    {{ numbered('timed') | indent }}

),

visitors as (

    {{ visitors_of('people') | indent }}

),

deeds as (

    {{ deeds_of(
        'people', 'visitors', ['person_number'], names, growth.funnel.days, repeated
    ) | indent }}

),

numbered_deeds as (

    select
        person_number,
        event_name,
        done_at,
        1 as deed_number
    from deeds
    where event_name not in ({{ texts(repeated) }})

    union all

    select
        person_number,
        event_name,
        done_at,
        row_number() over (
            partition by person_number, event_name
            order by done_at asc nulls last, deed_id asc nulls last
        ) as deed_number
    from deeds
    where event_name in ({{ texts(repeated) }})

),

stage_1 as (

    select
        person_number,
        segment,
        first_at as reached_at
        {%- for name in names %},
        cast(0 as bigint) as {{ name }}_number
        {%- endfor %}
    from people

),
{% for stage in stages[1:] %}
{%- set former = 'stage_' ~ loop.index %}
stage_{{ loop.index + 1 }} as (

    select
        {{ former }}.person_number,
        {{ former }}.segment,
        min(numbered_deeds.done_at) as reached_at
        {%- for name in names %},
        {% if name == stage -%} min(numbered_deeds.deed_number)
        {%- else -%} min({{ former }}.{{ name }}_number) {%- endif %} as {{ name }}_number
        {%- endfor %}
    from {{ former }}
    inner join numbered_deeds
        on
            {{ former }}.person_number = numbered_deeds.person_number
            and numbered_deeds.event_name = '{{ stage }}'
            and {{ former }}.reached_at <= numbered_deeds.done_at
            and {{ former }}.{{ stage }}_number < numbered_deeds.deed_number
    group by {{ former }}.person_number, {{ former }}.segment

),
{% endfor %}

counts as (
    {% for stage in stages %}
    select
        segment,
        {{ loop.index }} as stage_number,
        count(*) as users
    from stage_{{ loop.index }}
    group by segment
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

all_counts as (

    {{ with_all('counts', ['stage_number'], ['users']) | indent }}

),

segments as (

    {{ segments_of('people') | indent }}

),

stages as (
    {% for stage in stages %}
    select
        {{ loop.index }} as stage_number,
        '{{ stage }}' as stage
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

funnel as (

    select
        segments.segment,
        stages.stage_number,
        stages.stage,
        coalesce(all_counts.users, 0) as users
    from segments
    cross join stages
    left join all_counts
        on
            segments.segment = all_counts.segment
            and stages.stage_number = all_counts.stage_number

),

funnel_with_previous as (

    select
        *,
        lag(users) over (partition by segment order by stage_number asc nulls last)
            as previous_users,
        max(case when stage_number = 1 then users end) over (partition by segment) as first_users
    from funnel

)

select
    segment,
    cast(stage_number as integer) as stage_number,
    stage,
    cast(users as bigint) as users,
    {{ rate('users', 'previous_users') }} as rate_from_previous,
    {{ rate('users', 'first_users') }} as rate_from_first,
    cast(previous_users - users as bigint) as drop_off,
    {{ rate('(previous_users - users)', 'previous_users') }} as drop_off_rate
from funnel_with_previous
