"""The credit of channels by paths, as rows that can be printed."""

from collections.abc import Sequence
from dataclasses import astuple

import duckdb

from transforms.attribution.markov import markov
from transforms.attribution.paths import read_paths
from transforms.attribution.shapley import shapley

_MODELS = {"markov": markov, "shapley": shapley}


def credit_table(
    connection: duckdb.DuckDBPyConnection, models: Sequence[str]
) -> duckdb.DuckDBPyRelation:
    """Credit the channels of a lake by `markov` or `shapley`, or both, the greatest revenue first.

    Columns: `model`, `channel`, `removal_effect` (0 to 1, of Markov alone), `orders`, `revenue` in
    the reporting currency.
    """
    paths = read_paths(connection)
    rows = [astuple(credit) for model in models for credit in _MODELS[model](paths)]
    marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(rows)) or "(null, null, null, null, null)"
    return connection.sql(
        f"""
        select
            model, channel,
            cast(removal_effect as decimal(18, 6)) as removal_effect,
            cast(orders as decimal(28, 6)) as orders,
            cast(revenue as decimal(28, 4)) as revenue
        from (values {marks}) as credits (model, channel, removal_effect, orders, revenue)
        where model is not null
        order by model, revenue desc, channel
        """,
        params=[value for row in rows for value in row],
    )
