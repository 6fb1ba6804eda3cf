-- touched_platforms: what new events show of dim_platforms.
-- kind: scope
-- grain: one row per platform
-- key: platform_id
-- inputs: touched_sightings
-- chooses: rows
-- owner: growth

select distinct code as platform_id
from touched_sightings
where kind = 'platform'
