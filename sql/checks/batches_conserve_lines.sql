-- batches_conserve_lines: lines = staged (counting or superseded) + duplicates + dead-lettered + blank, for each batch
-- when: verify
-- severity: fail

with staged as (

    select
        batch_id,
        count(*) filter (where not is_duplicate) as staged,
        count(*) filter (where is_duplicate) as duplicates
    from lake.staging.stg_events
    group by batch_id

),

refused as (

    select
        batch_id,
        count(*) as dead_lettered
    from lake.ops.dead_letters
    group by batch_id

),

superseded as (

    select
        batch_id,
        count(*) as superseded
    from silver_superseded_events
    group by batch_id

),

counting as (

    select
        batch_id,
        count(*) as counting
    from fct_events
    group by batch_id

)

select
    batches.batch_id,
    batches.lines,
    coalesce(staged.staged, 0) as staged,
    coalesce(staged.duplicates, 0) as duplicates,
    coalesce(refused.dead_lettered, 0) as dead_lettered,
    batches.blank,
    coalesce(superseded.superseded, 0) as superseded,
    coalesce(counting.counting, 0) as counting
from lake.ops.batches as batches
left join staged on batches.batch_id = staged.batch_id
left join refused on batches.batch_id = refused.batch_id
left join superseded on batches.batch_id = superseded.batch_id
left join counting on batches.batch_id = counting.batch_id
where
    batches.state = 'loaded'
    and (
        batches.lines
        <> coalesce(staged.staged, 0) + coalesce(staged.duplicates, 0)
        + coalesce(refused.dead_lettered, 0) + batches.blank
        or batches.staged <> coalesce(staged.staged, 0)
        or batches.duplicates <> coalesce(staged.duplicates, 0)
        or batches.dead_lettered <> coalesce(refused.dead_lettered, 0)
        or coalesce(batches.superseded, 0) <> coalesce(superseded.superseded, 0)
        or batches.staged <> coalesce(counting.counting, 0) + coalesce(superseded.superseded, 0)
    )
