-- attribution_models: Does it matter by which model credit is shared?
-- team: marketing
-- views: vw_attribution_daily
-- example: No: every order was placed in the only visit of its week, so that all models say the same.
--
-- Revenue of each channel by model. Who begins journeys has more by `first_click`, who ends them by
-- `last_click`; `shift` is what the last adds to the first. Each column adds up to all revenue.

select
    channel,
    round(coalesce(sum(revenue) filter (where model = 'first_click'), 0), 2) as first_click,
    round(coalesce(sum(revenue) filter (where model = 'last_click'), 0), 2) as last_click,
    round(coalesce(sum(revenue) filter (where model = 'last_non_direct'), 0), 2)
        as last_non_direct,
    round(coalesce(sum(revenue) filter (where model = 'linear'), 0), 2) as linear,
    round(coalesce(sum(revenue) filter (where model = 'position_based'), 0), 2)
        as position_based,
    round(coalesce(sum(revenue) filter (where model = 'time_decay'), 0), 2) as time_decay,
    last_click - first_click as shift
from vw_attribution_daily
group by all
order by last_click desc, channel asc
