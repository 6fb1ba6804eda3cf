"""Make a set: several chunks at once, written in their order."""

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from transforms.errors import UsageError
from transforms.generate.arrival import merged, sample_arrival
from transforms.generate.back_office import BackOffice
from transforms.generate.baskets import fill_baskets
from transforms.generate.booking_lines import booking_fields
from transforms.generate.bookings import booking_dirt
from transforms.generate.chunks import Chunk, chunks_of
from transforms.generate.events import make_events
from transforms.generate.lines import event_fields, write_lines
from transforms.generate.options import Generated, GeneratorOptions, check
from transforms.generate.shop import Shop, open_shop
from transforms.generate.spellings import ItemTemplate, item_templates
from transforms.generate.truth import truth_of
from transforms.generate.writing import ChunkOutput, SetWriter
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
        with closing(shop.duckdb), SetWriter(shop, folder) as writer:
            for output in _outputs(shop):
                writer.write(output)
            generated = writer.finished(out)
        _write_manifest(folder / MANIFEST, options, generated)
    return generated


def _outputs(shop: Shop) -> Iterator[ChunkOutput]:
    """Make the chunks, as many at once as there are cores, and give them in their order."""
    templates = item_templates(shop.options.items, shop.catalogue)
    office = BackOffice(shop)
    workers = os.cpu_count() or 1
    pending: list[Future[ChunkOutput]] = []
    with ThreadPoolExecutor(workers) as pool:
        try:
            for chunk in chunks_of(shop.calendar, shop.options):
                pending.append(pool.submit(_output, shop, office, templates, chunk))
                if len(pending) > workers:
                    yield pending.pop(0).result()
            while pending:
                yield pending.pop(0).result()
        finally:
            for future in pending:
                future.cancel()


def _output(
    shop: Shop, office: BackOffice, templates: list[ItemTemplate], chunk: Chunk
) -> ChunkOutput:
    events = make_events(shop, chunk)
    baskets = fill_baskets(shop, events)
    arrival = sample_arrival(shop, chunk, events, events.dirt)
    lines = write_lines(event_fields(shop, templates, events, baskets), arrival)
    truth = truth_of(shop, events, baskets)
    if not shop.options.growth:
        return ChunkOutput(arrival, lines, truth)
    booked = office.sent_in(chunk)
    dirt = booking_dirt(shop, booked)
    booking_arrival = sample_arrival(shop, chunk, booked, dirt)
    booking_lines = write_lines(booking_fields(shop, booked, dirt), booking_arrival)
    return ChunkOutput(*merged([arrival, booking_arrival], [lines, booking_lines]), truth)


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """Give a hidden folder beside `out` that becomes `out` in the end."""
    with reaching(out):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"--out must name a new or an empty folder, got {out}")
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        hidden = part_beside(out.absolute())
        hidden.mkdir()
        try:
            yield hidden
            hidden.replace(out)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            raise


def _write_manifest(path: Path, options: GeneratorOptions, generated: Generated) -> None:
    counts = asdict(generated)
    del counts["folder"]
    counts["files"] = [file.name for file in generated.files]
    manifest = {
        "options": options.described(),
        "first_day": options.first_day.isoformat(),
        "last_day": options.last_day.isoformat(),
        **counts,
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
