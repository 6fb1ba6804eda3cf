"""The events that are measured with: made by `etl.py generate`, and cut into what each row needs.

The large lake's events lie in the order of time. Those at the end are the next batch; before it
lie those of the small lake, and the batches that come first. One in so many of the last year is
taken out, to come late.
"""

import json
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.measuring import python
from benchmarks.peer_events import write
from benchmarks.sizes import ARCHIVED_LINES, Sizes

DAYS = 900  # so that the second half of a growing shop's events lasts longer than a year
_DAY = 86_400_000_000  # microseconds
_END = 1_767_225_600_000_000  # generated events end with 2025
_MOMENT = re.compile(rb'"event_timestamp":(\d+)')


@dataclass(frozen=True)
class EventSets:
    """The files of a folder: how many events each holds, and over how many days late ones lie."""

    folder: Path
    events: dict[str, int]
    late_days: int

    def path(self, name: str) -> Path:
        """Name a set's file, or the folder of the batches that come before the next one."""
        batches = self.folder / "batches"
        if name == "last batch":
            return max(batches.iterdir())
        return batches if name == "batches" else self.folder / f"{name}.jsonl"


def read_or_make(folder: Path, sizes: Sizes) -> EventSets:
    """Read what a former run has kept in a folder, or make it: the first half, and the second cut.

    `first` is a half as one file, `rest` the other half, `recent` and `batches` its end; `late`
    and `next` come on top.
    """
    told = folder / "sets.json"
    if not told.exists():
        made = folder / "generated" / "events"
        generate(made.parent, sizes.lake_events, files=2)
        (made / "000.jsonl").rename(folder / "first.jsonl")
        events, late_days = cut(made / "001.jsonl", folder, sizes)
        (made / "001.jsonl").unlink()
        events["first"] = sizes.lake_events - events["rest"] - events["late"] - events["next"]
        told.write_text(json.dumps({"events": events, "late_days": late_days}))
    return EventSets(folder, **json.loads(told.read_text()))


def spelled(folder: Path, sizes: Sizes, items: str) -> Path:
    """Make as many events as one large file has, as dense, with items spelled in a way."""
    out = folder / items
    if not (out / "generated.manifest.json").exists():
        days = max(1, DAYS * sizes.events // sizes.lake_events)
        generate(out, sizes.events, files=1, days=days, items=items)
    return out / "events" / "000.jsonl"


def of_peers(folder: Path, sizes: Sizes) -> tuple[Path, Path]:
    """Make a large file of the peers' shape, and the batch that comes next."""
    first, second = folder / "peers.jsonl", folder / "peers_next.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    if not second.exists():
        write(first, sizes.events)
        write(second, sizes.batch_events, first=sizes.events)
    return first, second


def archived(source: Path, folder: Path, sizes: Sizes) -> tuple[Path, Path]:
    """Cut the batches of an archive from a file's first lines: as a folder, and as one file."""
    many, one = folder / "archived", folder / "archived.jsonl"
    if not one.exists():
        many.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as lines:
            for number in range(sizes.archived):
                batch = many / f"{number:06}.jsonl"
                batch.write_bytes(b"".join(islice(lines, ARCHIVED_LINES)))
        one.write_bytes(b"".join(path.read_bytes() for path in sorted(many.iterdir())))
    return many, one


def generate(
    out: Path, events: int, *, files: int, days: int = DAYS, items: str = "json-text"
) -> None:
    """Make events of visits up, clean and in the order of time, as all releases have measured."""
    out.parent.mkdir(parents=True, exist_ok=True)
    numbers = ("--events", str(events), "--files", str(files), "--days", str(days))
    shape = ("--items", items, "--no-growth", "--no-incidents")
    python("etl.py", "generate", "--out", out, *shape, *numbers)


def cut(source: Path, into: Path, sizes: Sizes) -> tuple[dict[str, int], int]:
    """Cut a file of events in the order of time into the pieces that the rows need.

    Returns how many events each piece holds, and over how many days the late ones lie.
    """
    late, next_from, late_days = _plan(source, sizes)
    rest = next_from - len(late)
    with (
        source.open("rb") as lines,
        (into / "late.jsonl").open("wb") as late_file,
        (into / "next.jsonl").open("wb") as next_file,
        (into / "rest.jsonl").open("wb") as rest_file,
    ):
        for number, line in enumerate(lines):
            is_next, is_late = number >= next_from, number in late
            (next_file if is_next else late_file if is_late else rest_file).write(line)
    with (into / "rest.jsonl").open("rb") as lines, (into / "recent.jsonl").open("wb") as recent:
        recent.writelines(islice(lines, rest - sizes.events, None))
    _cut_batches(into, rest, sizes)
    return {
        "late": len(late),
        "next": sizes.batch_events,
        "rest": rest,
        "recent": sizes.events,
        "batches": sizes.batches * sizes.batch_events,
        "last batch": sizes.batch_events,
    }, late_days


def _plan(source: Path, sizes: Sizes) -> tuple[set[int], int, int]:
    """Choose the late lines, evenly over the last year, and the line where the next batch begins.

    Returns the days from the first late one to the end, too.
    """
    first_late, late_at, total = 0, 0, 0
    with source.open("rb") as lines:
        for total, line in enumerate(lines, 1):
            if late_at < _END - 365 * _DAY:
                found = _MOMENT.search(line)
                first_late, late_at = total - 1, int(found[1]) if found else 0
    next_from = total - sizes.batch_events
    span = next_from - first_late
    late = {first_late + span * place // sizes.batch_events for place in range(sizes.batch_events)}
    return late, next_from, round((_END - late_at) / _DAY)


def _cut_batches(into: Path, rest: int, sizes: Sizes) -> None:
    (into / "batches").mkdir(parents=True, exist_ok=True)
    with (into / "rest.jsonl").open("rb") as lines:
        last = islice(lines, rest - sizes.batches * sizes.batch_events, None)
        for number in range(sizes.batches):
            path = into / "batches" / f"{number:06}.jsonl"
            with path.open("wb") as batch:
                batch.writelines(islice(last, sizes.batch_events))
