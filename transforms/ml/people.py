"""People at a cutoff: what the events before it say of them, and what became of them after it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from transforms.config import Config
from transforms.errors import InputMissing, UsageError
from transforms.ml.figures import Numbers
from transforms.models.model import SQL, read_model
from transforms.models.renderer import AllTime, Renderer
from transforms.models.standalone import in_full

#: The set of features and its version: one more feature is another version.
FEATURE_SET = "person_features"
FEATURE_VERSION = 1
#: The features that are numbers; a missing one is NaN.
NUMBERS = (
    *("recency_days", "age_days", "active_days", "sessions_7", "sessions_30", "sessions_90"),
    *("events_30", "purchases_30", "purchases_90", "purchases_365", "orders", "revenue"),
    *("revenue_90", "purchase_days", "purchase_age_days", "repeat_value"),
    *("purchase_recency_days", "mean_gap_days", "cart_rate", "checkout_rate", "bounce_rate"),
    *("platforms", "mrr", "tenure_days", "failed_payments_90"),
)
LABELS = ("was_seen", "comes_back", "net_revenue_after")


@dataclass(frozen=True)
class People:
    """Some people at a cutoff, in the order of their ids: a column of numbers each."""

    cutoff: date
    user_ids: NDArray[Any]
    columns: Mapping[str, Numbers]

    def __len__(self) -> int:
        return len(self.user_ids)

    def values(self, names: Sequence[str] = NUMBERS) -> Numbers:
        """Give some columns side by side (a row each)."""
        return np.column_stack([self.columns[name] for name in names])

    def where(self, chosen: NDArray[np.bool_]) -> "People":
        """Give some of the people."""
        columns = {name: column[chosen] for name, column in self.columns.items()}
        return People(self.cutoff, self.user_ids[chosen], columns)

    def digest(self) -> str:
        """Hash who they are and what is known of them: equal people, equal hash."""
        found = hashlib.sha256(str(self.cutoff).encode())
        found.update("\0".join(map(str, self.user_ids)).encode())
        for name, column in self.columns.items():
            found.update(name.encode() + np.nan_to_num(column, nan=-1e300).tobytes())
        return found.hexdigest()


def features_sql(config: Config, cutoff: date | str, database: str = "lake") -> str:
    """Write the query of the features at a cutoff."""
    return _query("person_features", config, cutoff, database)


def labels_sql(config: Config, cutoff: date | str, database: str = "lake") -> str:
    """Write the query of what became of people from a cutoff on."""
    return _query("person_labels", config, cutoff, database)


def read_people(
    connection: duckdb.DuckDBPyConnection, config: Config, cutoff: date, *, labelled: bool = False
) -> People:
    """Read who was seen before a cutoff, with what became of them if they are `labelled`."""
    features = features_sql(config, cutoff)
    query = f"select user_id, {', '.join(NUMBERS)} from ({features}) order by user_id"
    if labelled:
        query = (
            f"select features.*, {', '.join(LABELS)} from ({query}) as features"
            f" inner join ({labels_sql(config, cutoff)}) as labels using (user_id)"
            " order by user_id"
        )
    found = connection.execute(query).fetchnumpy()
    names = (*NUMBERS, *(LABELS if labelled else ()))
    return People(
        cutoff,
        np.asarray(found["user_id"], dtype=object),
        {name: numbers(found[name]) for name in names},
    )


def numbers(column: Any) -> Numbers:
    """Make numbers of a column; what is not there is NaN."""
    return np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)


def watermark(connection: duckdb.DuckDBPyConnection) -> date:
    """Give the day that events have reached; the days before it are over.

    Raises:
        InputMissing: the lake has no event.
    """
    row = connection.execute("select event_date from lake.ops.watermark").fetchone()
    if row is None:
        raise InputMissing("the lake must hold events, got none; run `etl.py run`")
    found: date = row[0]
    return found


def cutoffs(end: date, horizon_days: int, count: int) -> tuple[list[date], date]:
    """Choose the cutoffs to train on, the oldest first, and the one to judge on.

    Labels of the last one end where the events do; of each other one, where the next begins.
    """
    test = end - timedelta(days=horizon_days)
    back = [test - timedelta(days=horizon_days * number) for number in range(count, 0, -1)]
    return back, test


def check_cutoffs(train: Sequence[date], test: date, end: date, horizon_days: int) -> None:
    """See to it that every label can be known, and none of those that train is of later days.

    Raises:
        UsageError: one is not; the message says which cutoff is the last one that would do.
    """
    horizon = timedelta(days=horizon_days)
    if test + horizon > end:
        raise UsageError(
            f"--test-cutoff must be {end - horizon} or before, as its labels take"
            f" {horizon_days} days and the lake ends with {end}, got {test}"
        )
    late = [each for each in train if each + horizon > test]
    if late:
        raise UsageError(
            f"--cutoff must be {test - horizon} or before, as labels of {horizon_days} days end"
            f" where the test begins ({test}), got {late[0]}"
        )


def _query(name: str, config: Config, cutoff: date | str, database: str) -> str:
    model = read_model(SQL / "features" / f"{name}.sql")
    text = Renderer(config, AllTime()).render(model.body, cutoff=str(cutoff))
    return in_full(text, model.inputs, database)
