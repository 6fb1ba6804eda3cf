"""The pages of docs/ that are written from the headers by `make docs`."""

from pathlib import Path

from transforms.config import Config
from transforms.dictionary.entries import Dictionary, Entry, read_dictionary
from transforms.dictionary.layers import lineage_page
from transforms.dictionary.metrics import metrics_page
from transforms.dictionary.words import sentence, with_values
from transforms.models.model import SQL, Model

DOCS = SQL.parent / "docs"
_TABLES = """\
# Tables

The lake is the database `lake`. Names and meanings are a contract: columns are added, never \
changed. Every time is UTC without a zone, to the microsecond; every day and week is the shop's \
(`calendar.timezone`, default UTC). *Money* is DECIMAL(18, 4), in the reporting currency unless a \
line says "the event's currency". "First", "last" and "latest" are by (`event_at`, `event_id`), \
never by arrival. No value depends on when a table was built, except in `stg_events` \
(`ingested_at`, `processed_at`) and in the schema `ops`.

The teams' views, in the schemas `gold_growth`, `gold_marketing`, `gold_finance`, \
`gold_product` and `gold_ml`, have [a page of their own](gold.md). Both are written by `make docs` \
from the headers of `sql/`; change them there. The same sentences are comments in the lake \
(`select table_name, comment from duckdb_tables()`, and `duckdb_columns()`, `duckdb_views()`), and \
`etl.py docs` makes one searchable page of them.
"""
_GOLD = """\
# Gold

Each team's views over Silver, always fresh: they are computed when they are read. Written by \
`make docs` from the headers of `sql/gold/`; change it there. Money is in the reporting currency \
unless a line says otherwise, times are UTC, days are the shop's, rates go from 0 to 1.
"""


def pages(config: Config) -> dict[Path, str]:
    """Write the pages as text, by their paths."""
    dictionary = read_dictionary(config)
    return {
        DOCS / "tables.md": _tables_page(dictionary, config),
        DOCS / "gold.md": _gold_page(dictionary, config),
        DOCS / "metrics.md": metrics_page(config),
        DOCS / "lineage.md": lineage_page(),
    }


def _tables_page(dictionary: Dictionary, config: Config) -> str:
    parts = [_TABLES]
    for section in dictionary.layers:
        parts.append(f"## {section.title}\n")
        parts += [f"{section.intro}\n"] if section.intro else []
        parts += [_entry(entry, config) for entry in section.entries]
    return "\n".join(parts)


def _gold_page(dictionary: Dictionary, config: Config) -> str:
    parts = [_GOLD]
    for section in dictionary.teams:
        parts.append(f"## {section.title}\n")
        parts += [_entry(entry, config) for entry in section.entries]
    return "\n".join(parts)


def _entry(entry: Entry, config: Config) -> str:
    model = entry.model
    about = f"{sentence(model.summary)} {model.notes}".strip()
    key = f" Key: {', '.join(f'`{name}`' for name in model.key)}." if model.key else ""
    rows = [
        f"| `{column.name}` | {column.type} | {with_values(column.meaning, config)} |"
        for column in entry.columns
    ]
    lines = [
        f"### {model.name}\n",
        f"{with_values(about, config)}\n",
        f"Grain: {model.grain}.{key}{_promises(model)}\n",
        "| column | type | meaning |",
        "|---|---|---|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def _promises(model: Model) -> str:
    """Say what each row promises, checked in every batch (references by `verify`)."""
    there = ", ".join(f"`{name}`" for name in model.not_null)
    words = [f" Never empty: {there}."] if there else []
    for name, values in model.one_of.items():
        words.append(f" `{name}` is one of {', '.join(f'`{value}`' for value in values)}.")
    for name, (table, _) in model.refers_to.items():
        words.append(f" `{name}` refers to `{table}`.")
    return "".join(words)


if __name__ == "__main__":
    for path, text in pages(Config()).items():
        path.write_text(text, encoding="utf-8")
