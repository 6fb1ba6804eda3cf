"""The rows of a lake that is there: Silver made anew, from staging or archive, and Gold read."""

import json
from collections.abc import Iterator

from benchmarks.findings import Finding, Goal, Unit, ratio
from benchmarks.loading_rows import MILLION, TEN_MILLION
from benchmarks.measuring import Measured, python
from benchmarks.sizes import ARCHIVED_LINES
from benchmarks.workshop import Workshop, say

SLOWEST = 5
#: All attribution models, which nothing is stored of.
CREDIT = "gold_marketing.vw_attribution"


def rebuild(shop: Workshop) -> Iterator[Finding]:
    """Measure a rebuild of Silver over the small lake, and over half of the large one."""
    say("rebuilding Silver of the small lake and of half of the large one")
    small = shop.note("rebuild of the small lake", shop.copy("small").rebuild())
    limit = shop.limit(shop.sets.path("recent"))
    half = shop.note("rebuild", shop.copy("half").rebuild())
    less, events = shop.sizes.events, shop.sets.events["first"]
    growth = (half.seconds / events) / (small.seconds / less)
    goals = {
        "limit": Goal("at most 5 times", MILLION, most=5),
        "speed": Goal("at least 60,000 events/s", TEN_MILLION, least=60_000),
        "growth": Goal("at most 1.3 times", TEN_MILLION, most=1.3),
        "memory": Goal("at most 2.5 GiB", TEN_MILLION, most=2.5 * 2**30),
    }
    to_limit = ratio([small], [limit])
    yield Finding("rebuild", "to the limit", less, to_limit, Unit.times, goals["limit"])
    yield Finding("rebuild", "speed", events, events / half.seconds, Unit.rate, goals["speed"])
    yield Finding(
        "rebuild", f"time an event, to {less:,}", events, growth, Unit.times, goals["growth"]
    )
    yield Finding("rebuild", "memory", events, half.peak_bytes, Unit.bytes, goals["memory"])


def archive(shop: Workshop) -> Iterator[Finding]:
    """Measure a rebuild from an archive of many small batches, and of one file of their lines."""
    many, events = shop.sizes.archived, shop.sizes.archived * ARCHIVED_LINES
    goal = Goal("at most 2 times", 1_000, most=2)
    runs: dict[str, Measured] = {}
    for name in ("archived", "archived as one"):
        lake = shop.copy(name)
        say(f"rebuilding {events:,} events from the archive: the lake `{name}`")
        runs[name] = shop.note(f"archive, {name}", lake.rebuild_from_archive(events))
    one, all_ = runs["archived as one"], runs["archived"]
    yield Finding("archive", "processor, one file", many, one.cpu_seconds, Unit.seconds)
    yield Finding("archive", "processor, many batches", many, all_.cpu_seconds, Unit.seconds)
    yield Finding("archive", "memory, many batches", many, all_.peak_bytes, Unit.bytes)
    value = ratio([all_], [one], "cpu_seconds")
    yield Finding("archive", "processor, to one file", many, value, Unit.times, goal)


def views(shop: Workshop) -> Iterator[Finding]:
    """Measure the slowest Gold views over half of the large lake, and credit, each read whole."""
    goal = Goal("at most 1 s", TEN_MILLION, most=1)
    lake, events = shop.lake("half"), shop.sets.events["first"]
    say(f"reading each Gold view over {events:,} events")
    read = json.loads(python("-m", "benchmarks.views", "--json", "--home", lake.home).out)
    shop.views.update({view["name"]: view for view in read})
    for view in sorted(read, key=lambda view: -view["seconds"])[:SLOWEST]:
        cpu, name = view["cpu_seconds"], view["name"].partition(".")[2]
        yield Finding("views", name, events, view["seconds"], Unit.seconds, goal)
        yield Finding("views", f"{name}, processor", events, cpu, Unit.seconds)
    cpu, goal = shop.views[CREDIT]["cpu_seconds"], Goal("at most 10 s", TEN_MILLION, most=10)
    yield Finding("views", "six attribution models, processor", events, cpu, Unit.seconds, goal)
