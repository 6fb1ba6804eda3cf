-- mrr_retention_is_bounded: GRR is at most 1 and at most NRR, and nobody is lost who was not there
-- when: verify
-- severity: fail

select
    month_start,
    nrr,
    grr,
    mrr_start,
    mrr_kept,
    mrr_kept_at_most
from vw_mrr_monthly
where
    grr > 1
    or grr > nrr
    or mrr_kept_at_most > mrr_start
    or mrr_kept_at_most > mrr_kept
    or mrr_kept_at_most < 0
    or customers_lost > customers_start
    or contraction_mrr > 0
    or churned_mrr > 0
