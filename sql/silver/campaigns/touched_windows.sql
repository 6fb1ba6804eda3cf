-- touched_windows: campaigns and experiments that were seen, or may have ended.
-- kind: scope
-- grain: one row per kind and code
-- key: kind, code
-- inputs: touched_sightings
-- chooses: rows
-- before: dim_campaigns (campaign_id string, is_current boolean), dim_experiments (experiment_id string, is_current boolean)
-- owner: growth
--
-- The watermark moves with every batch, so that every current window is looked at again.

select distinct
    kind,
    code
from touched_sightings
where kind in ('campaign', 'experiment')

union

select
    'campaign' as kind,
    campaign_id as code
from dim_campaigns
where is_current

union

select
    'experiment' as kind,
    experiment_id as code
from dim_experiments
where is_current
