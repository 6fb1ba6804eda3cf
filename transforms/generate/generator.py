"""Make a set: parts of the shop's time side by side, written in their order."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from transforms.errors import UsageError
from transforms.generate.baskets import fill
from transforms.generate.calendar import Part
from transforms.generate.dirt import NO_FATE, arrival
from transforms.generate.events import Events, Shop, happenings, open_shop
from transforms.generate.lines import lines
from transforms.generate.options import Generated, GeneratorOptions, check
from transforms.generate.random import Whole
from transforms.generate.spellings import Dialect, dialects
from transforms.generate.truth import truth_of
from transforms.generate.writing import Made, SetWriter
from transforms.system.durable import part_beside, reaching

MANIFEST = "generated.manifest.json"
"""Written last; a name that is never taken for an event file."""


def generate(options: GeneratorOptions, out: Path) -> Generated:
    """Write a set of events and its truth into a new folder, all of it or nothing.

    Equal options give equal bytes, however many threads there are.

    Raises:
        UsageError: an option is out of range, or `out` holds something.
        StorageError: the disk is full.
    """
    check(options)
    with _new_folder(out) as folder:
        shop = open_shop(options)
        with closing(shop.engine), SetWriter(shop, folder) as writer:
            for made in _side_by_side(shop):
                writer.write(made)
            generated = writer.finished(out)
        _write_manifest(folder / MANIFEST, options, generated)
    return generated


def _side_by_side(shop: Shop) -> Iterator[Made]:
    """Make the parts, as many at a time as there are cores, and give them in their order."""
    spoken = dialects(shop.options.items, shop.catalogue)
    workers = os.cpu_count() or 1
    waiting: list[Future[Made]] = []
    with ThreadPoolExecutor(workers) as pool:
        try:
            for part in shop.calendar.parts(shop.options):
                waiting.append(pool.submit(_made, shop, spoken, part))
                if len(waiting) > workers:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for each in waiting:
                each.cancel()


def _made(shop: Shop, spoken: list[Dialect], part: Part) -> Made:
    events = happenings(shop, part)
    baskets = fill(shop, events)
    fate = events.accidents.fate
    files = _files_of(shop, part, events)
    came = arrival(shop.dice, shop.options, events.key, events.moment, files, fate)
    texts = lines(shop, spoken, events, baskets, came)
    fates = np.where(came.event < 0, NO_FATE, fate[came.event])
    return Made(came, texts, fates, truth_of(shop, events, baskets))


def _files_of(shop: Shop, part: Part, events: Events) -> Whole:
    """Send what happens long after its visit (a refund) to the file of its own day."""
    days = np.minimum(events.day, shop.calendar.days - 1)
    return np.where(days > part.last_day + 1, shop.calendar.files[days], part.file)


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """Give a hidden folder beside `out` that becomes `out` in the end."""
    with reaching(out):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"--out must name a new or an empty folder, got {out}")
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        part = part_beside(out.absolute())
        part.mkdir()
        try:
            yield part
            part.replace(out)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _write_manifest(path: Path, options: GeneratorOptions, made: Generated) -> None:
    counts = asdict(made)
    del counts["folder"]
    counts["files"] = [file.name for file in made.files]
    told = {
        "options": options.described(),
        "first_day": options.first_day.isoformat(),
        "last_day": options.last_day.isoformat(),
        **counts,
    }
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
