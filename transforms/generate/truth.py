"""What is true of a set, as Parquet: a file for each table, a row group for each chunk."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.generate.arrays import BoolArray, IntArray
from transforms.generate.arrival import Arrival
from transforms.generate.baskets import Baskets
from transforms.generate.corruptions import CORRUPTIONS
from transforms.generate.credit import credit_table, impression_table
from transforms.generate.dimensions import (
    campaign_table,
    is_price_shown,
    price_history_table,
    user_tables,
)
from transforms.generate.events import Events
from transforms.generate.experiment import COUNTS, experiment_table, session_counts
from transforms.generate.growth import growth_tables
from transforms.generate.ids import variant_ids
from transforms.generate.incidents import incident_table
from transforms.generate.orders import line_table, order_table, orders_of, revenue_by_session
from transforms.generate.refused import corruption_counts, refused_table, strange_field_table
from transforms.generate.sessions import session_table, sessions_of
from transforms.generate.shop import Shop


@dataclass(frozen=True)
class ChunkTruth:
    """Tables by name; `is_price_shown` [products, days]; `session_counts` [counts, variants]."""

    tables: dict[str, pa.Table]
    is_price_shown: BoolArray
    session_counts: IntArray


def truth_of(shop: Shop, events: Events, baskets: Baskets) -> ChunkTruth:
    """Tell what is true of a chunk, from how it was made."""
    sessions, orders = sessions_of(shop, events), orders_of(events, baskets)
    revenue = revenue_by_session(baskets, sessions, orders)
    return ChunkTruth(
        tables={
            "sessions": session_table(shop, events, sessions, revenue),
            "orders": order_table(shop, events, baskets, sessions, orders),
            "order_lines": line_table(shop, events, baskets, orders),
            "list_credit": credit_table(shop, events, baskets, sessions, orders),
            "list_impressions": impression_table(events, baskets, sessions),
        },
        is_price_shown=is_price_shown(shop, events, baskets.items),
        session_counts=session_counts(shop, events, sessions),
    )


class TruthWriter(ExitStack):
    """Write the truth of chunks as they come, and in the end what is true of the whole."""

    def __init__(self, shop: Shop, folder: Path, files: list[str]) -> None:
        super().__init__()
        self._shop, self._folder, self._files = shop, folder, files
        folder.mkdir()
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._is_price_shown = np.zeros(shop.catalogue.price_cents.shape, dtype=bool)
        self._session_counts = np.zeros((len(COUNTS), len(variant_ids(shop))), dtype=np.int64)
        self._corruption_counts = np.zeros(len(CORRUPTIONS), dtype=np.int64)

    def write(self, truth: ChunkTruth, arrival: Arrival, line_number: IntArray) -> int:
        """Append a chunk's truth, with its refused lines; count these."""
        for name, table in truth.tables.items():
            self._append(name, table)
        self._is_price_shown |= truth.is_price_shown
        self._session_counts += truth.session_counts
        self._corruption_counts += corruption_counts(arrival)
        refused = refused_table(self._files, arrival, line_number)
        self._append("refused", refused)
        count: int = refused.num_rows
        return count

    def finish(self) -> None:
        """Write what is true of the whole set."""
        self._append("price_history", price_history_table(self._shop, self._is_price_shown))
        self._append("campaigns", campaign_table(self._shop))
        for table in user_tables(self._shop):
            self._append("users", table)
        self._append("experiment", experiment_table(self._shop, self._session_counts))
        self._append("strange_fields", strange_field_table(self._corruption_counts))
        self._append("incidents", incident_table(self._shop.options, self._shop.incidents))
        if self._shop.options.growth:
            for name, table in growth_tables(self._shop):
                self._append(name, table)

    def _append(self, name: str, table: pa.Table) -> None:
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            writer = pq.ParquetWriter(path, table.schema, compression="zstd")
            self._writers[name] = self.enter_context(writer)
        self._writers[name].write_table(table)
