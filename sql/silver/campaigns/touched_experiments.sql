-- touched_experiments: the experiments among the touched windows.
-- kind: scope
-- grain: one row per experiment
-- key: experiment_id
-- inputs: touched_windows
-- chooses: rows
-- owner: growth

select code as experiment_id
from touched_windows
where kind = 'experiment'
