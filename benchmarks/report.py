"""The report: tables for people, Markdown for the documents, JSON for whoever compares."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.findings import Finding
from benchmarks.workshop import Workshop

HEADS = ("row", "what", "size", "result", "goal", "verdict")


def machine() -> dict[str, Any]:
    """Describe what is measured on."""
    cores, memory = os.cpu_count() or 1, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores,
        "memory_bytes": memory,
        "system": platform.platform(),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
    }


def as_json(findings: Sequence[Finding], shop: Workshop, took: float) -> dict[str, Any]:
    """Put everything that was measured into one object; bytes and seconds throughout."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "sizes": asdict(shop.sizes),
        "took_seconds": took,
        "findings": [_described(each) for each in findings],
        "stages": shop.stages,
        "views": shop.views,
        "measured": shop.measured,
    }


def print_tables(findings: Sequence[Finding], shop: Workshop) -> None:
    """Print the findings, and the stages of the large files, as tables."""
    from transforms.cli.tables import print_table  # imports DuckDB: not while something is measured

    print_table(HEADS, [_cells(each) for each in findings])
    for row, stages in shop.stages.items():
        whole = sum(seconds for stage, seconds in stages.items() if not stage.startswith(" "))
        rows = [(stage, f"{s:.2f}", f"{s / whole:.0%}") for stage, s in stages.items()]
        print_table(("stage", "seconds", "share"), rows, title=f"The stages of {row}")


def markdown(findings: Sequence[Finding]) -> str:
    """Write the findings as a table of Markdown, and the machine below."""
    rows = [HEADS, ["---"] * len(HEADS), *map(_cells, findings)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n\n" + on_what()


def on_what() -> str:
    """Say in a sentence what was measured on."""
    of = machine()
    return (
        f"Measured on {of['processor']}, {of['cores']} cores, {of['memory_bytes'] / 2**30:.0f} GiB"
        f" of memory; Python {of['python']}, DuckDB {of['duckdb']}."
    )


def smaller(findings: Sequence[Finding]) -> str:
    """Say which goals were measured at a smaller size than they speak of; nothing if none was."""
    rows = dict.fromkeys(each.row for each in findings if each.is_smaller)
    if not rows:
        return ""
    return (
        f"Measured at a smaller size than the goal's: {', '.join(rows)}."
        " `--scale full` measures them all at theirs."
    )


def _cells(finding: Finding) -> list[str]:
    goal = finding.goal.text if finding.goal else ""
    return [
        *(finding.row, finding.what, f"{finding.size:,}"),
        *(finding.shown, goal, finding.verdict),
    ]


def _described(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"shown": finding.shown, "verdict": finding.verdict}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
