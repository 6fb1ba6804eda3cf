"""What is true of a set, as Parquet: a file for each question, a row group for each part."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.generate.baskets import Baskets
from transforms.generate.credit import credit_table, impression_table
from transforms.generate.dirt import FATES, MALFORMED, RENAMED
from transforms.generate.events import Events, Shop
from transforms.generate.ids import variant_codes
from transforms.generate.orders import line_table, order_table, orders_of, revenue_by_session
from transforms.generate.profiles import campaign_table, price_history, user_tables
from transforms.generate.random import Whole
from transforms.generate.sessions import session_table, sessions_of


@dataclass(frozen=True)
class Truth:
    """What is true of a part.

    `sightings` are the products seen on each day, as product * days + day; `variants`
    counts, for each variant, its sessions, those at the checkout and those that bought.
    """

    tables: dict[str, pa.Table]
    sightings: Whole
    variants: Whole


def truth_of(shop: Shop, events: Events, baskets: Baskets) -> Truth:
    """Tell what is true of a part, from how it was made."""
    sessions, orders = sessions_of(shop, events), orders_of(events, baskets)
    revenue = revenue_by_session(events, baskets, sessions, orders)
    variant = events.journeys.variant[sessions.visit]
    variants = len(variant_codes(shop))
    items = baskets.items
    seen = np.flatnonzero((items.price >= 0) & events.is_accepted[items.event])
    days = shop.catalogue.prices.shape[1]
    return Truth(
        tables={
            "sessions": session_table(shop, events, sessions, revenue),
            "orders": order_table(shop, events, baskets, sessions, orders),
            "order_lines": line_table(shop, events, baskets, orders),
            "list_credit": credit_table(shop, events, baskets, sessions, orders),
            "list_impressions": impression_table(events, baskets, sessions),
        },
        sightings=np.unique(items.product[seen] * days + events.day[items.event[seen]]),
        variants=np.stack(
            [
                np.bincount(variant[(variant >= 0) & kept], minlength=variants)
                for kept in (True, sessions.checks_out, sessions.buys)
            ]
        ),
    )


class TruthWriter(ExitStack):
    """Write the truth of parts as they come, and in the end what is true of the whole."""

    def __init__(self, shop: Shop, folder: Path, files: list[str]) -> None:
        super().__init__()
        self._shop, self._folder, self._files = shop, folder, files
        folder.mkdir()
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._seen = np.zeros(shop.catalogue.prices.size, dtype=bool)
        variants = len(variant_codes(shop))
        self._variants = np.zeros((3, variants), dtype=np.int64)
        self._strange = np.zeros(len(FATES), dtype=np.int64)
        self._codes = pa.array([code for code, _, _ in FATES], pa.string())

    def write(self, truth: Truth, file: Whole, line: Whole, fate: Whole) -> int:
        """Append a part's truth, with the places of its refused lines; count these."""
        for name, table in truth.tables.items():
            self._append(name, table)
        self._seen[truth.sightings] = True
        self._variants += truth.variants
        self._strange += np.bincount(fate[fate >= 0], minlength=len(FATES))
        rows = np.flatnonzero(fate >= 0)
        refused = pa.table(
            {
                "file": pa.array(self._files, pa.string()).take(pa.array(file[rows])),
                "line_number": line[rows],
                "code": self._codes.take(pa.array(fate[rows])),
            }
        )
        refused = refused.filter(refused.column("code").is_valid())
        self._append("refused", refused)
        count: int = refused.num_rows
        return count

    def finish(self) -> None:
        """Write what is true of the whole set."""
        self._append("price_history", price_history(self._shop, self._seen))
        self._append("campaigns", campaign_table(self._shop))
        for table in user_tables(self._shop):
            self._append("users", table)
        effects = [0.0, *self._shop.options.effects]
        experiment = {
            "experiment_id": variant_codes(self._shop),
            "planted_effect": effects,
            "purchase_share": self._shop.planner.purchase_shares(),
            "sessions": self._variants[0],
            "sessions_with_checkout": self._variants[1],
            "sessions_with_purchase": self._variants[2],
        }
        self._append("experiment", pa.table(experiment))
        kept = [
            (new, place + len(MALFORMED))
            for place, (code, _, new) in enumerate(RENAMED)
            if not code
        ]
        strange = {
            "field": [new for new, _ in kept],
            "lines": [int(self._strange[place]) for _, place in kept],
        }
        self._append("strange_fields", pa.table(strange))

    def _append(self, name: str, table: pa.Table) -> None:
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
            self._writers[name] = self.enter_context(writer)
        self._writers[name].write_table(table)
