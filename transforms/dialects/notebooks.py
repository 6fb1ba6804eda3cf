"""Notebooks: each team's questions with the example's answers, as examples/notebooks/<team>.ipynb.

`make notebooks` writes and runs them, over published files of the example (the extra `notebooks`):

    python -m transforms.dialects.notebooks HOME
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transforms.models.metrics import TEAMS
from transforms.models.model import read_models
from transforms.query.questions import Question, read_questions

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "notebooks"
_ROWS = 10
#: A chart of each team: the page that has it, and the query that it draws.
_FIGURES = {
    "growth": ("funnel", "persons"),
    "finance": ("revenue", "weekly"),
    "marketing": ("channels", "weekly"),
    "product": ("adoption", "adoption"),
}
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_HEAD = """\
# Questions of {team}

Asked of published files, with the answers of the example data (a year of a real shop).
Make them with `etl.py run` and `etl.py publish`; `LAKEHOUSE_HOME` names the home. Written by
`make notebooks` from `sql/questions/`; a copy is yours to change. Answers end after {rows} rows."""
_SETUP = """\
import os
from pathlib import Path

import duckdb
import pandas as pd

published = Path(os.environ.get("LAKEHOUSE_HOME", "../../build/demo")) / "published"
shop = duckdb.connect()
shop.execute("set disabled_optimizers = 'top_n_window_elimination'")
for team in {files}:
    shop.execute(f"attach '{{published}}/{{team}}.duckdb' as {{team}} (read_only)")
shop.execute("set search_path = '{path}'")
pd.set_option("display.max_columns", None, "display.width", 160)


def ask(sql):
    return shop.sql(sql).df().head({rows})"""
_FIGURE = """\
from IPython.display import Image

from transforms.config import Config
from transforms.pages import read_pages
from transforms.pages.answers import ask as ask_page
from transforms.pages.pictures import picture

shop.close()  # a page opens the file in a way of its own

page = next(page for page in read_pages() if page.name == "{page}")
chart = next(tag for tag in page.tags if tag.name.endswith("Chart") and tag.query == "{query}")
answers = ask_page(page, published / "{team}.duckdb", Config())
Image(picture(chart, answers["{query}"], "USD", scale=1))"""


def notebook(team: str) -> dict[str, Any]:
    """Write a team's notebook as JSON of nbformat 4.5, not run yet."""
    questions = [question for question in read_questions() if question.team == team]
    files = _files(team, questions)
    page, query = _FIGURES[team]
    setup = _SETUP.format(files=files, path=",".join(f"{name}.main" for name in files), rows=_ROWS)
    cells = [_text("head", _HEAD.format(team=team, rows=_ROWS)), _code("setup", setup)]
    cells += [cell for question in questions for cell in _asked(question)]
    cells += [
        _text("figure", f"## A chart of the page `{page}`\n\nDrawn as the page draws it."),
        _code("figure-code", _FIGURE.format(page=page, query=query, team=team)),
    ]
    return {"cells": cells, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}


def run_notebook(unrun: dict[str, Any], home: Path) -> dict[str, Any]:
    """Run a notebook over the published files of a home; times and names of machines stay out.

    Raises:
        CellExecutionError: a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient

    asked = nbformat.reads(json.dumps(unrun), as_version=4)
    client = NotebookClient(
        asked,
        kernel_name="python3",
        timeout=600,
        record_timing=False,
        resources={"metadata": {"path": str(FOLDER.parent)}},
    )
    client.execute(env={**os.environ, "LAKEHOUSE_HOME": str(home.resolve())})
    ran: dict[str, Any] = json.loads(nbformat.writes(asked))
    return {**ran, "metadata": _KERNEL}


def asking_teams() -> list[str]:
    """List the teams that ask questions: each of them has a notebook."""
    return [team for team in TEAMS if any(each.team == team for each in read_questions())]


def write_notebooks(home: Path, folder: Path = FOLDER) -> None:
    """Write the notebook of every team that asks, run over the published files of a home."""
    folder.mkdir(exist_ok=True)
    for team in asking_teams():
        text = json.dumps(run_notebook(notebook(team), home), indent=1, ensure_ascii=False)
        (folder / f"{team}.ipynb").write_text(text + "\n", encoding="utf-8")


def _files(team: str, questions: Sequence[Question]) -> tuple[str, ...]:
    """Name the teams whose files have what the questions read, the asking one first."""
    read = {view for question in questions for view in question.views}
    own = {view.name for view in read_models("gold") if view.schema == f"gold_{team}"}
    more = {view.owner for view in read_models("gold") if view.name in read - own}
    return (team, *sorted(more))


def _asked(question: Question) -> list[dict[str, Any]]:
    said = f"## {question.number}. {question.text}"
    notes = f"\n\n{question.notes}" if question.notes else ""
    return [
        _text(f"question-{question.number}", f"{said}\n\n{question.example}{notes}"),
        _code(f"answer-{question.number}", f'ask("""\n{question.sql}\n""")'),
    ]


def _text(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(source)}


def _code(name: str, source: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "metadata": {}, "source": _lines(source)}
    return {**cell, "execution_count": None, "outputs": []}


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    write_notebooks(Path(sys.argv[1]))
