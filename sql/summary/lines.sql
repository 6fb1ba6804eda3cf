-- What came in: every line is accounted for
select
    count(*) as batches,
    cast(sum(lines) as bigint) as lines,
    cast(sum(staged) as bigint) as new_events,
    cast(coalesce(sum(superseded), 0) as bigint) as superseded,
    cast(sum(duplicates) as bigint) as duplicates,
    cast(sum(dead_lettered) as bigint) as refused,
    cast(sum(blank) as bigint) as blank,
    min(first_event_at) as first_event_at,
    max(last_event_at) as last_event_at
from batches
where state = 'loaded'
