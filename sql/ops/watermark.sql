-- watermark: the greatest day that an accepted event has reached.
-- kind: view
-- grain: one row
-- key: event_date
-- inputs: silver_sighting_days
-- owner: engineering
-- columns:
--   event_date: the greatest day
--
-- Every event is seen on a platform, if only on `UNKNOWN`.

select max(event_date) as event_date
from silver_sighting_days
where kind = 'platform'
having max(event_date) is not null
