-- silver_session_experiments: the variants of each experiment that a session saw.
-- kind: replace
-- grain: one row per session, experiment and variant
-- key: session_id, experiment_id, variant
-- scope: touched_sessions
-- inputs: sessionized_events, touched_items
-- dates: session_date
-- partition: session_date
-- owner: growth
-- not null: code, first_seen_at, is_only_variant, session_date
-- refers to: session_id (silver_sessions)
-- columns:
--   session_id
--   experiment_id: the experiment; empty text for codes that name a variant alone
--   variant: the variant of this experiment
--   code: the code that names both, the least where several do
--   first_seen_at: first event that shows it, UTC
--   is_only_variant: the session saw no other variant of this experiment
--   session_date
--
-- Codes are those of the events and of the discounts of their items. `experiments.variant_pattern`
-- cuts them: by its default, the variant is what stands behind the last `_` or `.`.

with codes as (

    select
        session_id,
        session_date,
        experiment_id as code,
        event_at
    from sessionized_events
    where
        session_id is not null
        and experiment_id is not null
        and event_name <> 'refund'

    union all

    select
        session_id,
        session_date,
        {{ each_of('experiment_ids') }} as code,
        event_at
    from touched_items
    where session_id is not null and event_name <> 'refund'

),

codes_in_parts as (

    select
        *,
        {{ experiment_of('code') }} as experiment_id,
        {{ variant_of('code') }} as variant
    from codes

),

variants as (

    select
        session_id,
        session_date,
        experiment_id,
        variant,
        min(code) as code,
        min(event_at) as first_seen_at
    from codes_in_parts
    group by session_id, session_date, experiment_id, variant

)

select
    session_id,
    experiment_id,
    variant,
    code,
    first_seen_at,
    count(*) over (partition by session_id, experiment_id) = 1 as is_only_variant,
    session_date
from variants
