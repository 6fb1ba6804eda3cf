"""The dictionary of Gold: docs/gold.md, written from the headers of sql/gold/ by `make docs`."""

from pathlib import Path

from transforms.models import SQL, Model, read_models

PAGE = SQL.parent / "docs" / "gold.md"
_HEAD = """\
# Gold

Each team's views over Silver, always fresh: they are computed when they are read. Written by \
`make docs` from the headers of `sql/gold/`; change it there. Money is in the reporting currency \
unless a line says otherwise, times and days are UTC, rates go from 0 to 1.
"""


def gold_page() -> str:
    """Describe every Gold view, team by team: what it is, what a row is, what its columns mean."""
    views = sorted(read_models("gold"), key=lambda view: (view.schema, view.name))
    parts = [_HEAD]
    for schema in sorted({view.schema for view in views}):
        parts.append(f"## {schema}\n")
        parts += [_section(view) for view in views if view.schema == schema]
    return "\n".join(parts)


def write_page(page: Path = PAGE) -> None:
    """Write docs/gold.md anew."""
    page.write_text(gold_page(), encoding="utf-8")


def _section(view: Model) -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in view.columns.items()]
    key = ", ".join(f"`{name}`" for name in view.key)
    lines = [
        f"### {view.name}\n",
        f"{view.summary[0].upper()}{view.summary[1:]}\n",
        f"Grain: {view.grain}. Key: {key}.\n",
        "| column | meaning |",
        "|---|---|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write_page()
