"""The truth of the experiment: what each variant changes, and the sessions it was seen in."""

import numpy as np
import pyarrow as pa

from transforms.generate.arrays import IntArray
from transforms.generate.events import Events
from transforms.generate.ids import variant_ids
from transforms.generate.journeys import purchase_millionths
from transforms.generate.sessions import Sessions
from transforms.generate.shop import Shop

COUNTS = ["sessions", "sessions_with_checkout", "sessions_with_purchase"]


def session_counts(shop: Shop, events: Events, sessions: Sessions) -> IntArray:
    """Count sessions by variant, [COUNTS, variants]."""
    variant = events.journeys.variant[sessions.visit]
    has_variant = variant >= 0
    counted = [
        has_variant,
        has_variant & sessions.has_checkout,
        has_variant & sessions.has_purchase,
    ]
    variants = len(variant_ids(shop))
    return np.stack([np.bincount(variant[rows], minlength=variants) for rows in counted])


def experiment_table(shop: Shop, counts: IntArray) -> pa.Table:
    """Lay out `experiment`: a row per variant, the control first."""
    effects = shop.options.effects
    columns = {
        "experiment_id": variant_ids(shop),
        "planted_effect": [0.0, *effects],
        "purchase_share": [share / 1_000_000 for share in purchase_millionths(effects)],
    }
    return pa.table(columns | dict(zip(COUNTS, counts, strict=True)))
