"""Measure the goals of docs/performance.md: `python -m benchmarks.bench`, or `make bench`."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from benchmarks import growth_rows, lake_rows, loading_rows, peer_rows
from benchmarks.findings import Finding
from benchmarks.report import as_json, markdown, on_what, print_tables, smaller
from benchmarks.sizes import SCALES, Scale, Sizes
from benchmarks.workshop import Workshop, open_workshop, say

#: In an order in which lakes that were measured while they were loaded are used again.
ROWS: dict[str, Callable[[Workshop], Iterator[Finding]]] = {
    "batch": loading_rows.batch,
    "text": loading_rows.text,
    "java": loading_rows.java,
    "memory": loading_rows.memory,
    "peers": peer_rows.peers,
    "rebuild": lake_rows.rebuild,
    "archive": lake_rows.archive,
    "views": lake_rows.views,
    "growth": growth_rows.growth,
    "late": growth_rows.late,
    "batches": growth_rows.batches,
}

SizeOption = Annotated[int | None, typer.Option(help="Else by the scale.", show_default=False)]


def bench(
    scale: Annotated[Scale, typer.Option(help="Five minutes, or the goals' own sizes.")] = (
        Scale.quick
    ),
    events: SizeOption = None,
    lake_events: SizeOption = None,
    batches: SizeOption = None,
    batch_events: SizeOption = None,
    rounds: SizeOption = None,
    archived: SizeOption = None,
    dbt: Annotated[
        Path | None,
        typer.Option(help="dbt, or the Python that has dbt-duckdb: measured in the row `peers`."),
    ] = None,
    rows: Annotated[str, typer.Option(help="Which rows, with commas between.")] = ",".join(ROWS),
    keep: Annotated[
        Path | None, typer.Option(help="A folder whose events and lakes are kept and used again.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the figures are written, as JSON.")] = Path(
        "build/bench.json"
    ),
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table as Markdown.")
    ] = False,
) -> None:
    """Measure whole commands on generated events, and hold the figures against the goals."""
    given = {
        "events": events,
        "lake_events": lake_events,
        "batches": batches,
        "batch_events": batch_events,
        "rounds": rounds,
        "archived": archived,
    }
    sizes = _sizes(scale, given)
    wished = _rows(rows)
    if dbt and not dbt.is_file():
        raise typer.BadParameter(f"--dbt must be a file, got {dbt}")
    out.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with TemporaryDirectory(prefix="bench-", dir=out.parent) as folder:
        shop = open_workshop(keep or Path(folder), sizes)
        shop.dbt = dbt and dbt.absolute()
        findings = [finding for row in wished for finding in ROWS[row](shop)]
    figures = as_json(findings, shop, time.perf_counter() - started)
    out.write_text(json.dumps(figures, indent=2) + "\n")
    if as_markdown:
        typer.echo(markdown(findings))
    else:
        print_tables(findings, shop)
        typer.echo(on_what())
    typer.echo(smaller(findings))
    say(f"{figures['took_seconds']:.0f} seconds; all figures: {out}")


def _sizes(scale: Scale, given: dict[str, int | None]) -> Sizes:
    named = {name: value for name, value in given.items() if value is not None}
    sizes = replace(SCALES[scale], **named)
    if problem := sizes.problem():
        raise typer.BadParameter(problem)
    return sizes


def _rows(text: str) -> list[str]:
    """Give the rows that are wished for, in the order in which they are measured."""
    named = [name.strip() for name in text.split(",")]
    if strange := set(named) - set(ROWS):
        raise typer.BadParameter(f"--rows must name {', '.join(ROWS)}, got {', '.join(strange)}")
    return [row for row in ROWS if row in named]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the command at hand, too
    typer.run(bench)
