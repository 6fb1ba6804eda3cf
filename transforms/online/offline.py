"""What the lake says of each person at a cutoff, as records: the side that stores must equal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from transforms.config import Config
from transforms.errors import ConfigError, InputMissing
from transforms.ml.people import FEATURE_SET, features_sql
from transforms.models.model import SQL, read_model
from transforms.online.store import Record

#: The views of scores, by model, and the columns of theirs that are pushed.
SCORES = {
    "churn": ("vw_churn_scores", ("churn_probability",)),
    "value": ("vw_value_scores", ("expected_value", "expected_purchases")),
    "segments": ("vw_segments", ("segment",)),
}
_BLOCK = 5_000


@dataclass(frozen=True)
class Offline:
    """Records of a cutoff in a temporary table of a connection, in the order of user ids.

    `models` are those whose scores stand in them: their version and cutoff.
    """

    connection: duckdb.DuckDBPyConnection
    columns: list[str]
    models: dict[str, dict[str, str]]
    rows: int

    def records(self, sample: int | None = None) -> Iterator[list[Record]]:
        """Give the records, block by block; of a `sample` always the same ones."""
        chosen = (
            "online_records"
            if sample is None
            else f"(from online_records order by md5(user_id) limit {sample})"
        )
        found = self.connection.execute(f"select user_id, record from {chosen} order by user_id")
        while block := found.fetchmany(_BLOCK):
            yield block


def read_offline(connection: duckdb.DuckDBPyConnection, config: Config, cutoff: date) -> Offline:
    """Read features at a cutoff, and the scores that knew no more than the events before it.

    Raises:
        ConfigError: `online.features` names no feature.
        InputMissing: nobody was seen before the cutoff.
    """
    models = _scored(connection, cutoff)
    sources = _sources(config.online.features, models)
    fields = ", ".join(f"{name} := {source}.{name}" for name, source in sources.items())
    joins = "".join(
        f" left join (from lake.gold_ml.{view} where cutoff <= date '{cutoff}') as {model}"
        f" on {model}.user_id = features.user_id"
        for model, (view, _) in SCORES.items()
        if model in sources.values()
    )
    connection.execute(
        "create or replace temp table online_records as"
        f" select features.user_id, cast(to_json(struct_pack({fields})) as varchar) as record"
        f" from ({features_sql(config, cutoff)}) as features{joins}"
    )
    row = connection.execute("select count(*) from online_records").fetchone()
    rows = int(row[0]) if row else 0
    if not rows:
        raise InputMissing(f"somebody must have been seen before {cutoff}, got nobody")
    return Offline(connection, [*sources], models, rows)


def _sources(wanted: Sequence[str], models: dict[str, dict[str, str]]) -> dict[str, str]:
    """Tell where each column that is pushed comes from: the features, or a model's scores."""
    features = read_model(SQL / "features" / f"{FEATURE_SET}.sql").columns
    known = {name: "features" for name in features if name not in ("user_id", "cutoff")}
    scores = {name: model for model, (_, names) in SCORES.items() for name in names}
    if not wanted:
        return known | {name: model for name, model in scores.items() if model in models}
    unknown = [name for name in wanted if name not in known | scores]
    if unknown:
        raise ConfigError(
            f"online.features must name features or scores, got {unknown[0]!r}; known are"
            f" {', '.join([*known, *scores])}"
        )
    return {name: (known | scores)[name] for name in wanted}


def _scored(connection: duckdb.DuckDBPyConnection, cutoff: date) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select model, max(model_version), max(cutoff) from lake.ops.person_scores"
        " where cutoff <= ? group by model order by model",
        [cutoff],
    ).fetchall()
    return {
        model: {"version": version, "cutoff": str(day)}
        for model, version, day in rows
        if model in SCORES
    }
