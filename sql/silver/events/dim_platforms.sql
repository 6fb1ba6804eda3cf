-- dim_platforms: where the shop's visitors are.
-- kind: view
-- grain: one row per platform
-- key: platform_id
-- inputs: silver_sighting_days
-- owner: growth
-- not null: event_count, first_seen_date, last_seen_date
-- columns:
--   platform_id: `WEB`, `IOS`, …; `UNKNOWN` where none is named
--   event_count: events, count
--   first_seen_date
--   last_seen_date: last day seen

select
    silver_sighting_days.code as platform_id,
    cast(sum(silver_sighting_days.event_count) as bigint) as event_count,
    min(silver_sighting_days.event_date) as first_seen_date,
    max(silver_sighting_days.event_date) as last_seen_date
from silver_sighting_days
where silver_sighting_days.kind = 'platform'
group by silver_sighting_days.code
