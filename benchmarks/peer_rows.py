"""The row of peers: the same files into our lake, and into what others would make of them."""

from collections.abc import Iterator

from benchmarks.baselines import Baseline, by_dbt, by_hand
from benchmarks.findings import Finding, Goal, Unit, middle, ratio
from benchmarks.loading_rows import BATCH, MILLION, SLIM
from benchmarks.measuring import Measured
from benchmarks.workshop import Workshop, say

US, BY_HAND, DBT = "ours", "hand-written SQL", "dbt-duckdb"
LARGE_GOALS = {
    BY_HAND: Goal("at most 2 times", MILLION, most=2),
    DBT: Goal("at most 1.7 times", MILLION, most=1.7),
}
BATCH_GOALS = {BY_HAND: Goal("at most 2 times", BATCH, most=2)}

Runs = dict[str, list[Measured]]


def peers(shop: Workshop) -> Iterator[Finding]:
    """Measure a large file of the peers' shape and the batch after it, of all in turn."""
    first, second = shop.peers
    events, more = shop.sizes.events, shop.sizes.batch_events
    others: dict[str, Baseline] = {}
    large: Runs = {}
    for _ in range(shop.sizes.loads):
        _note(shop, large, US, shop.load("peers"))
        others = _begin(shop)
        for name, other in others.items():
            say(f"loading {events:,} events: {name}")
            _note(shop, large, name, other.load(first, events))
    yield from _compare(large, events, "", LARGE_GOALS)

    batch: Runs = {}
    for number in range(shop.sizes.rounds):
        say(f"round {number + 1} of {shop.sizes.rounds}: second batch of {', '.join(large)}")
        _note(shop, batch, US, shop.copy("peers").load(second, more))
        for name, other in others.items():
            copy = other.copy(other.database.with_suffix(".copy"))
            _note(shop, batch, name, copy.load(second, events + more))
    yield from _compare(batch, more, "second batch, ", BATCH_GOALS, memory=SLIM)


def _begin(shop: Workshop) -> dict[str, Baseline]:
    folder = shop.folder / "baselines"
    found = {BY_HAND: by_hand(folder / "by_hand.duckdb")}
    if shop.dbt:
        found[DBT] = by_dbt(folder / "by_dbt.duckdb", shop.dbt)
    return found


def _note(shop: Workshop, runs: Runs, name: str, measured: Measured) -> None:
    runs.setdefault(name, []).append(shop.note(f"peers, {name}", measured))


def _compare(
    runs: Runs, size: int, which: str, goals: dict[str, Goal], memory: Goal | None = None
) -> Iterator[Finding]:
    """Give everyone's processor seconds and memory, and ours to each other's."""
    for name, measured in runs.items():
        cpu, held = middle(measured, "cpu_seconds"), middle(measured, "peak_bytes")
        goal = memory if name == US else None
        yield Finding("peers", f"{which}processor, {name}", size, cpu, Unit.seconds)
        yield Finding("peers", f"{which}memory, {name}", size, held, Unit.bytes, goal)
    for name in list(runs)[1:]:
        for figure, what in (("cpu_seconds", "processor"), ("peak_bytes", "memory")):
            value = ratio(runs[US], runs[name], figure)
            goal = goals.get(name) if figure == "cpu_seconds" else None
            yield Finding("peers", f"{which}{what}, to {name}", size, value, Unit.times, goal)
