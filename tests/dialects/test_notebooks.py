"""Notebooks: they ask what sql/questions/ asks, and give the answers that they show."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import build_lake
from tests.paths import PROJECT
from transforms.dialects.notebooks import FOLDER, asking_teams, notebook, run_notebook
from transforms.lakehouse import Lakehouse
from transforms.publish import publish
from transforms.query.questions import read_questions
from transforms.system.progress import Progress

WRITE = "`make notebooks` writes examples/notebooks/ anew"


def written(team: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{team}.ipynb").read_text(encoding="utf-8"))
    return found


def sources(book: dict[str, Any]) -> list[tuple[str, str]]:
    return [(cell["id"], "".join(cell["source"])) for cell in book["cells"]]


def answers(book: dict[str, Any]) -> dict[str, list[str]]:
    """The texts of what each cell gave; pixels depend on the fonts of a machine."""
    return {
        cell["id"]: [
            "".join(text)
            for output in cell["outputs"]
            for kind, text in output["data"].items()
            if kind != "image/png"
        ]
        for cell in book["cells"]
        if cell["cell_type"] == "code"
    }


@pytest.mark.parametrize("team", asking_teams())
def test_a_notebook_asks_the_questions_of_its_team(team: str) -> None:
    assert sources(written(team)) == sources(notebook(team)), WRITE
    asked = [name for name, _ in sources(notebook(team)) if name.startswith("question-")]
    assert asked == [f"question-{each.number}" for each in read_questions() if each.team == team]


@pytest.mark.parametrize("team", asking_teams())
def test_a_notebook_has_been_run_and_tells_no_place_or_time(team: str) -> None:
    book = written(team)
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert all(cell["outputs"] for cell in code if cell["id"] != "setup")
    assert {kind for cell in code for each in cell["outputs"] for kind in each["data"]} == {
        *("text/html", "text/plain", "image/png")
    }
    assert not [cell["id"] for cell in book["cells"] if cell["metadata"]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's published files."""
    lake = build_lake(tmp_path_factory.mktemp("notebooks"), [])
    events = gzip.decompress((PROJECT / "examples/merch_store/events.jsonl.gz").read_bytes())
    lake.load(events)
    lake.close()
    publish(Lakehouse(lake.home, lake.config, Progress()), [], ["duckdb"])
    return lake.home.root


@pytest.mark.deep
@pytest.mark.parametrize("team", asking_teams())
def test_running_a_notebook_gives_what_it_shows(team: str, home: Path) -> None:
    for package in ("nbclient", "ipykernel", "altair", "vl_convert"):
        pytest.importorskip(package, reason="needs the extra notebooks")
    assert answers(run_notebook(notebook(team), home)) == answers(written(team)), WRITE
