-- producer_ids_unique: a producer's event id stands for one event (both are kept if not)
-- when: batch
-- severity: warn

select
    fct_events.producer_event_id,
    count(*) as events
from fct_events
where {{ touched('fct_events') }} and fct_events.producer_event_id is not null
group by fct_events.producer_event_id
having count(*) > 1
