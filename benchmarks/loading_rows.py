"""The rows of loading: a first and a second batch, and large files of either spelling."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.findings import Finding, Goal, Unit, middle, ratio
from benchmarks.lakes import Lake, new_lake
from benchmarks.measuring import Measured
from benchmarks.workshop import Workshop, say

BATCH, MILLION, TEN_MILLION = 10_000, 1_000_000, 10_000_000
QUICK = Goal("at most 1.0 s", BATCH, most=1.0)
AS_JSON = "processor, to the same events as JSON text"
SLIM = Goal("at most 300 MiB", BATCH, most=300 * 2**20)


def batch(shop: Workshop) -> Iterator[Finding]:
    """Measure the first and the second batch of a lake, as whole processes."""
    events, sets = shop.sizes.batch_events, shop.sets
    firsts, seconds, limits = [], [], []
    for number in range(shop.sizes.rounds):
        say(f"round {number + 1} of {shop.sizes.rounds}: first and second batch")
        lake = new_lake(shop.scratch)
        firsts.append(lake.load(sets.path("last batch"), events))
        seconds.append(lake.load(sets.path("next"), events))
        limits.append(shop.limit(sets.path("next")))
    yield Finding("batch", "the limit", events, middle(limits), Unit.seconds)
    for name, runs in (("first batch", firsts), ("second batch", seconds)):
        for run in runs:
            shop.note(name, run)
        memory = middle(runs, "peak_bytes")
        yield Finding("batch", name, events, middle(runs), Unit.seconds, QUICK)
        yield Finding("batch", f"{name}, memory", events, memory, Unit.bytes, SLIM)
        yield Finding("batch", f"{name}, to the limit", events, ratio(runs, limits), Unit.times)


def text(shop: Workshop) -> Iterator[Finding]:
    """Measure a large file whose items are JSON text."""
    yield from _file(
        *(shop, "text", "small", shop.sets.path("recent")),
        {
            "speed": Goal("at least 80,000 events/s", MILLION, least=80_000),
            "to the limit": Goal("at most 7.5 times", MILLION, most=7.5),
            "memory": Goal("at most 2 GiB", MILLION, most=2 * 2**30),
            "staging and Silver, of the JSON lines": Goal("at most 1/6", MILLION, most=1 / 6),
        },
    )


def java(shop: Workshop) -> Iterator[Finding]:
    """Measure a large file whose items are Java text, and the same events with JSON text."""
    goals = {
        "speed": Goal("at least 25,000 events/s", MILLION, least=25_000),
        AS_JSON: Goal("at most 1.5 times", MILLION, most=1.5),
    }
    yield from _file(shop, "java", "java", shop.spelled("java"), goals, beside="java as json")


def memory(shop: Workshop) -> Iterator[Finding]:
    """Measure a very large file, half of the large lake."""
    goal = Goal("at most 3 GB", TEN_MILLION, most=3 * 10**9)
    events, runs = shop.sets.events["first"], [shop.load("half")]
    limits = [shop.limit(shop.sets.path("first"))]
    yield Finding("memory", "memory", events, runs[0].peak_bytes, Unit.bytes, goal)
    yield Finding("memory", "speed", events, events / runs[0].seconds, Unit.rate)
    yield Finding("memory", "to the limit", events, ratio(runs, limits), Unit.times)


def _file(
    shop: Workshop, row: str, name: str, path: Path, goals: dict[str, Goal], beside: str = ""
) -> Iterator[Finding]:
    """Load a large file into a new lake, as often as is wished, with the limit beside.

    `beside` names another lake, whose load is measured in turn.
    """
    runs, limits, others = [], [], []
    for _ in range(shop.sizes.loads):
        limits.append(shop.limit(path))
        others += [shop.load(beside)] if beside else []
        runs.append(shop.load(name))
    lake, events = shop.lake(name), shop.sizes.events
    shop.stages[row] = lake.stages(runs[-1])
    for what, value, unit in _figures(runs, limits, events, lake, path):
        yield Finding(row, what, events, value, unit, goals.get(what))
    if others:
        value = ratio(runs, others, "cpu_seconds")
        yield Finding(row, AS_JSON, events, value, Unit.times, goals[AS_JSON])


def _figures(
    runs: list[Measured], limits: list[Measured], events: int, lake: Lake, path: Path
) -> Iterator[tuple[str, float, Unit]]:
    stored, lines = lake.bytes_of("staging", "silver"), path.stat().st_size
    yield "the limit", middle(limits), Unit.seconds
    yield "speed", events / middle(runs), Unit.rate
    yield "to the limit", ratio(runs, limits), Unit.times
    yield "memory", middle(runs, "peak_bytes"), Unit.bytes
    yield "a JSON line", lines / events, Unit.bytes_an_event
    yield "staging and Silver", stored / events, Unit.bytes_an_event
    yield "staging and Silver, of the JSON lines", stored / lines, Unit.share
