-- vw_anomalies: what was to be expected of each day, and whether the day is odd.
-- kind: view
-- grain: one row per metric and day that could be judged
-- key: metric, day
-- inputs: day_scores
-- owner: ml
-- not null: value, expected, low, high, deviation, smallest_change_rate, is_anomaly, model_version, cutoff
-- columns:
--   metric: `sessions`, `orders` or `revenue`; `all` of what moves together
--   day: the day
--   value: what was found: money in the reporting currency, or a count; of `all` a score
--   expected: what was to be expected by the days before
--   low: the least that would not be odd
--   high: the most that would not be odd
--   deviation: by how many deviations it is off, below 0 for less
--   smallest_change_rate: the smallest drop that can be told from chance, 0 to 1
--   is_anomaly: it is odd
--   model_version
--   cutoff
--
-- A day is judged by days before it alone; planned days (`ml.sale_days`) are not judged. A drop below
-- `smallest_change_rate` cannot be seen: with ten orders a day that is more than half of them.

select
    metric,
    day,
    value,
    expected,
    low,
    high,
    deviation,
    smallest_change as smallest_change_rate,
    is_anomaly,
    model_version,
    cutoff
from day_scores
where model = 'anomalies'
