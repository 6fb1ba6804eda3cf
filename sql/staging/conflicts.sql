-- conflicts: producer ids that stand for more than one event.
-- kind: scope
-- grain: one row per producer id of the batch at hand
-- key: producer_event_id
-- inputs: typed_events, known_events
-- owner: engineering
--
-- Events of an identity may well have one producer id: the fullest of them alone counts.

with claims as (

    select
        producer_event_id,
        event_id
    from typed_events
    where producer_event_id is not null and identity_key is null

    union all

    select
        producer_event_id,
        event_id
    from known_events
    where producer_event_id is not null

)

select producer_event_id
from claims
group by producer_event_id
having count(distinct event_id) > 1
