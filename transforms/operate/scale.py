"""Scale: what so many events a day ask of one machine and of a cluster, by measured figures."""

from dataclasses import dataclass
from math import ceil

from transforms.models.model import Model, materialized, read_models

#: Measured on two cores, DuckDB 1.5.5 (docs/performance.md): processor seconds of a million events.
READ_SECONDS, MODEL_SECONDS = 27.0, 50.0
#: The same, of a rebuild: 33,214 events a second of two cores.
REBUILD_SECONDS = 2e6 / 33_214
#: Measured on generated events with two items: bytes an event of JSON, packed, and in the lake.
JSON_BYTES, PACKED_BYTES, LAKE_BYTES = 745, 60, 190
#: Seconds of a batch that do not follow from its size: `run` on two cores; Spark (docs/scale.md).
RUN_SECONDS, SPARK_RUN_SECONDS = 1.5, 78.0
#: Assumed, not measured: Spark needs three times the processor for the models.
SPARK_FACTOR = 3.0
#: Assumed: the busiest quarter of an hour has three times the mean.
PEAK_FACTOR = 3.0
#: A batch may take half of the 15 minutes between two; a rebuild may take a night.
BATCH_SECONDS, NIGHT_SECONDS = 450.0, 8 * 3600.0
BATCHES_A_DAY = 96
#: More than one machine of a shop has; a rebuild of a day has to fit, too.
MACHINE_CORES = 64
FILE_BYTES = 256 * 1024**2
#: A visitor with more than this share of a task's events makes the others wait.
FAIR_SHARE = 0.1
_MILLION = 1_000_000
_DAYS_OF_A_MONTH = 30
#: From so many a day on, Iceberg splits by day what DuckLake splits by month.
_DAY_PARTITIONS = 10 * _MILLION


@dataclass(frozen=True)
class Shuffle:
    """What is brought together by a key: which tables need it, and what one task gets of it."""

    key: str
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """What is to be expected; seconds by the clock, bytes on the disk, of `cores` and a year.

    `verdict` is `one machine`, `more cores` or `a cluster`; `cores_for_batch` are those that the
    busiest batch needs to take half of its 15 minutes, `cores_for_year` those that rebuild a year
    in a night, `cluster_cores` those that Spark needs for the busiest batch.
    """

    events_per_day: int
    cores: int
    batch_events: int
    peak_batch_events: int
    peak_batch_seconds: float
    month_rebuild_seconds: float
    year_rebuild_seconds: float
    cores_for_batch: int
    cores_for_year: int
    cluster_cores: int
    cluster_batch_seconds: float
    json_bytes_per_day: int
    archive_bytes_per_year: int
    lake_bytes_per_year: int
    files_per_day: int
    files_per_day_merged: int
    most_daily_events: int
    partition: str
    verdict: str
    reasons: tuple[str, ...]
    shuffles: tuple[Shuffle, ...]


def estimate(events_per_day: int, cores: int) -> Estimate:
    """Reckon with so many events a day, on so many cores of one machine."""
    batch = ceil(events_per_day / BATCHES_A_DAY)
    peak = ceil(batch * PEAK_FACTOR)
    seconds = RUN_SECONDS + _clock(peak, READ_SECONDS + MODEL_SECONDS, cores)
    year = _clock(events_per_day * 365, REBUILD_SECONDS, cores)
    for_batch = max(
        1, ceil(_clock(peak, READ_SECONDS + MODEL_SECONDS, 1) / (BATCH_SECONDS - RUN_SECONDS))
    )
    for_year = max(1, ceil(_clock(events_per_day * 365, REBUILD_SECONDS, 1) / NIGHT_SECONDS))
    spark = READ_SECONDS + SPARK_FACTOR * MODEL_SECONDS
    cluster = max(2, ceil(_clock(peak, spark, 1) / (BATCH_SECONDS - SPARK_RUN_SECONDS)))
    reasons = _reasons(seconds, year)
    return Estimate(
        events_per_day=events_per_day,
        cores=cores,
        batch_events=batch,
        peak_batch_events=peak,
        peak_batch_seconds=seconds,
        month_rebuild_seconds=_clock(events_per_day * _DAYS_OF_A_MONTH, REBUILD_SECONDS, cores),
        year_rebuild_seconds=year,
        cores_for_batch=for_batch,
        cores_for_year=for_year,
        cluster_cores=cluster,
        cluster_batch_seconds=SPARK_RUN_SECONDS + _clock(peak, spark, cluster),
        json_bytes_per_day=events_per_day * JSON_BYTES,
        archive_bytes_per_year=events_per_day * 365 * PACKED_BYTES,
        lake_bytes_per_year=events_per_day * 365 * LAKE_BYTES,
        files_per_day=BATCHES_A_DAY * len(_tables()),
        files_per_day_merged=len(_tables()) + events_per_day * LAKE_BYTES // FILE_BYTES,
        most_daily_events=max(1_000, int(FAIR_SHARE * events_per_day / cluster)),
        partition="day" if events_per_day >= _DAY_PARTITIONS else "month",
        verdict=_verdict(reasons, max(for_batch, for_year)),
        reasons=reasons,
        shuffles=_shuffles(),
    )


def _clock(events: int, seconds_of_a_million: float, cores: int) -> float:
    """Reckon with cores that share the work evenly, which was seen of two."""
    return events / _MILLION * seconds_of_a_million / cores


def _reasons(batch_seconds: float, year_seconds: float) -> tuple[str, ...]:
    found = []
    if batch_seconds > BATCH_SECONDS:
        found.append("the busiest batch takes more than half of its 15 minutes")
    if year_seconds > NIGHT_SECONDS:
        found.append("a rebuild of a year, or its verify, takes longer than a night")
    return tuple(found)


def _verdict(reasons: tuple[str, ...], needed: int) -> str:
    """Say what does: cores are asked for before a cluster, which costs more than they do."""
    if needed > MACHINE_CORES:
        return "a cluster"
    return "more cores" if reasons else "one machine"


def _tables() -> list[Model]:
    return [model for model in (*read_models("staging"), *materialized()) if model.is_table]


def _shuffles() -> tuple[Shuffle, ...]:
    """List the tables of Silver by the first column of their scopes' keys, most tables first."""
    by_name = {model.name: model for model in read_models("staging", "silver", "ops")}
    found: dict[str, list[str]] = {}
    for table in _tables():
        scope = by_name.get(str(table.scope))
        key = (scope or table).key[0]
        found.setdefault(key, []).append(table.name)
    order = sorted(found, key=lambda key: (-len(found[key]), key))
    return tuple(Shuffle(key, tuple(sorted(found[key]))) for key in order)
