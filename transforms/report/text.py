"""The text of a report: its head, its sections, what failed and what else is in the folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from transforms.config import Config
from transforms.report.changes import write_changes
from transforms.report.facts import Facts
from transforms.report.failures import Failure
from transforms.report.figures import Figure
from transforms.report.growth_sections import write_funnel, write_levers
from transforms.report.layout import bullets, facts, heading, paragraph, title
from transforms.report.sections import (
    write_next,
    write_summary,
    write_unknown,
)
from transforms.system.logs import printable
from transforms.system.units import counted


@dataclass(frozen=True)
class Told:
    """All that a text is written from; `gone` has the reason of each section that has no facts."""

    teams: Sequence[str]
    figures: Sequence[Figure]
    facts: Facts
    failures: Sequence[Failure]
    files: Sequence[str]


def write_text(told: Told, config: Config) -> str:
    """Write the text, 80 columns wide."""
    currency = config.currency.reporting
    figures, known = told.figures, told.facts
    needs_growth = "growth" in told.teams
    sections: list[tuple[str, Callable[[], list[str]]]] = [
        ("Summary", lambda: write_summary(figures, known, currency)),
        ("Key changes", lambda: write_changes(figures, currency)),
        ("Where people are lost", lambda: write_funnel(known)),
        ("Levers, by what they pay", lambda: write_levers(known, currency)),
        ("What to look at next", lambda: write_next(figures, known, len(told.failures))),
        ("What is not known", lambda: write_unknown(figures, known, told.teams)),
        ("What failed", lambda: _failed(told.failures)),
        ("In this folder", lambda: _folder(told.files)),
    ]
    lines = [*title("Growth report"), *facts(_head(told, config))]
    for number, (name, write) in enumerate(sections, start=1):
        lines += heading(f"{number}. {name}")
        if number in (3, 4) and not needs_growth:
            lines += paragraph("It is the team growth's, which is not in this report.")
        else:
            lines += write()
    kept = [line for before, line in pairwise(["", *lines]) if line or before]
    return "\n".join(printable(line) for line in kept).rstrip() + "\n"


def _head(told: Told, config: Config) -> list[tuple[str, str]]:
    pairs = [("Teams", ", ".join(told.teams))]
    if about := told.facts.about:
        pairs.append(("Written", f"{about.published_at:%Y-%m-%d %H:%M} UTC"))
        pairs.append(("State", f"snapshot {about.snapshot_id} of the lake"))
        if about.whole_up_to:
            whole = f"{about.whole_up_to}; a period that ends later is not over"
            pairs.append(("Whole up to", whole))
    pairs.append(("Days", f"of {config.calendar.timezone}; weeks from Monday"))
    pairs.append(("Amounts", f"in {config.currency.reporting}"))
    return pairs


def _failed(failures: Sequence[Failure]) -> list[str]:
    if not failures:
        return paragraph("Nothing failed.")
    return [
        *paragraph(
            "These parts could not be made. What is said above, and what else is in the folder,"
            " is without them."
        ),
        *bullets(f"{each.part}: {each.reason}" for each in failures),
    ]


def _folder(files: Sequence[str]) -> list[str]:
    def counted_in(folder: str, noun: str) -> str:
        return counted(sum(name.startswith(f"{folder}/") for name in files), noun)

    pages = ", ".join(sorted(Path(name).stem for name in files if name.startswith("pages/")))
    return facts(
        [
            ("report.txt", "this text"),
            ("pages/", f"{counted_in('pages', 'page')} for a browser: {pages or 'none'}"),
            ("charts/", f"{counted_in('charts', 'picture')}: <page>_<number>_<title>.png"),
            (
                "tables/",
                f"{counted_in('tables', 'table')}: key_figures.csv has the figures of this text,"
                " <page>_<query>.csv the rows that a page shows",
            ),
        ]
    )
