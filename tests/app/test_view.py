"""The app shows each page's cards and charts, and filters reach its queries."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.app.opening import opened
from tests.events import DAY, event, lines
from tests.lakes import build_lake
from tests.pages.browser import CHROMIUM, browsing
from tests.paths import PROJECT
from transforms.lakehouse import Lakehouse
from transforms.publish import publish
from transforms.system.progress import Progress

pytest.importorskip("streamlit", reason="needs the extra app")
pytest.importorskip("altair", reason="needs the extra app")
pytestmark = pytest.mark.filterwarnings("ignore")  # what Streamlit's own packages say


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = build_lake(tmp_path_factory.mktemp("app"), [])
    (lake.home.root / "config.json").write_text(lake.config.model_dump_json())
    visits = [
        event("view_item", f"v{visitor}", day * DAY + visitor, user_id=f"u{visitor}")
        for day in range(30)
        for visitor in range(6)
    ]
    known = [
        event("profile", "v", 0, user_id=f"u{number}", segment="<b>pro</b>") for number in (0, 1)
    ]
    lake.load(lines(*visits, *known))
    lake.close()
    publish(Lakehouse(lake.home, lake.config, Progress()), ["growth"], ["duckdb"])
    return lake.home.root


def test_a_page_is_shown_and_filters_reach_it(home: Path) -> None:
    app = opened(home)
    assert not app.exception
    app.selectbox(key="page").select("growth").run(timeout=120)
    assert not app.exception
    assert app.title[0].value == "Growth"
    everybody = {metric.label: metric.value for metric in app.metric}
    assert everybody["Weekly active persons"] == "6"
    app.selectbox(key="segment-growth").select("<b>pro</b>").run(timeout=120)
    assert not app.exception
    some = {metric.label: metric.value for metric in app.metric}
    assert some["Weekly active persons"] == "2"


def test_without_published_files_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    app = opened(tmp_path)
    assert "etl.py publish" in app.error[0].value


@pytest.mark.deep
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not there (apt install chromium)")
def test_a_browser_draws_the_charts_and_asks_nobody_else(home: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "etl.py", "app", "--home", str(home), "--port", str(port)]
    server = subprocess.Popen(command, cwd=PROJECT, env=dict(os.environ))
    try:
        wait_for(port)
        with browsing(tmp_path) as browser:
            tab = browser.tab()
            tab.do("Page.navigate", url=f"http://127.0.0.1:{port}/?page=growth")
            assert until(
                tab, "document.querySelectorAll('.vega-embed :is(canvas, svg)').length > 0"
            )
            assert "Weekly active persons" in tab.ask("document.body.innerText")
            assert {each.split("/")[2] for each in tab.requests if each.startswith("http")} == {
                f"127.0.0.1:{port}"
            }
    finally:
        server.terminate()
        server.wait(30)


def wait_for(port: int) -> None:
    for _ in range(240):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise AssertionError("the app must listen")


def until(tab: Any, expression: str) -> bool:
    for _ in range(240):
        if tab.ask(expression):
            return True
        time.sleep(0.25)
    return False
