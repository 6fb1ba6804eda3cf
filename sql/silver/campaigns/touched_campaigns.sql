-- touched_campaigns: the campaigns among the touched windows.
-- kind: scope
-- grain: one row per campaign
-- key: campaign_id
-- inputs: touched_windows
-- chooses: rows
-- owner: growth

select code as campaign_id
from touched_windows
where kind = 'campaign'
