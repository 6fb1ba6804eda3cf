"""The rows of growth: what a batch costs when there is much history, many batches, much repair."""

from collections.abc import Iterator

from benchmarks.findings import Finding, Goal, Unit, middle, ratio
from benchmarks.workshop import Workshop, say

LARGE_LAKE, MANY = 20_000_000, 500


def growth(shop: Workshop) -> Iterator[Finding]:
    """Measure the same batch into the large lake, and into the small one of its last events."""
    lakes = {name: shop.lake(name) for name in ("small", "large")}
    found = shop.side_by_side(lakes)
    goals = {
        "seconds": Goal("at most 1.2 times", LARGE_LAKE, most=1.2),
        "peak_bytes": Goal("no more, 5 % for noise", LARGE_LAKE, most=1.05),
    }
    size, less = shop.sizes.lake_events, f"a lake of {shop.sizes.events:,}"
    yield Finding(
        "growth", "a batch into the large lake", size, middle(found["large"]), Unit.seconds
    )
    for figure, what in (("seconds", "time"), ("peak_bytes", "memory")):
        value = ratio(found["large"], found["small"], figure)
        yield Finding(
            "growth", f"{what}, to that of {less}", size, value, Unit.times, goals[figure]
        )


def late(shop: Workshop) -> Iterator[Finding]:
    """Measure late events of a year into the large lake."""
    goal = Goal("at most 15 s", LARGE_LAKE, most=15)
    events, lake = shop.sets.events["late"], shop.copy("large")
    say(f"loading {events:,} late events")
    measured = shop.note("late", lake.load(shop.sets.path("late"), events))
    size, what = shop.sizes.lake_events, f"{events:,} late events of {shop.sets.late_days} days"
    yield Finding("late", what, size, measured.seconds, Unit.seconds, goal)
    yield Finding("late", "memory", size, measured.peak_bytes, Unit.bytes)


def batches(shop: Workshop) -> Iterator[Finding]:
    """Measure the same batch after one batch, and after many without and with maintenance."""
    many = shop.sizes.batches
    lakes = {name: shop.lake(name) for name in ("one batch", "all batches")}
    lakes["maintained"] = shop.copy("all batches", "maintained")
    say(f"maintaining the lake of {many:,} batches")
    maintaining = shop.note("maintain", lakes["maintained"].maintain())
    found = shop.side_by_side(lakes)
    goals = {
        "all batches": Goal("at most 1.5 times", MANY, most=1.5),
        "maintained": Goal("at most 1.1 times", MANY, most=1.1),
    }
    yield Finding("batches", "maintain", many, maintaining.seconds, Unit.seconds)
    for name, goal in goals.items():
        how = "maintained" if name == "maintained" else "not maintained"
        what = f"time of a batch, to the second one; {how}"
        value = ratio(found[name], found["one batch"])
        yield Finding("batches", what, many, value, Unit.times, goal)
