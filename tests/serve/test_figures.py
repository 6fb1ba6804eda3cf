"""A figure is one figure: the view, API, page, report, CSV and command line say the same."""

import contextlib
import csv
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.app.opening import opened
from tests.cli.shop import Shop
from tests.cli.test_report import draw_nothing
from tests.serve.conftest import Serve, Served
from transforms.lake.connection import open_lake
from transforms.models.metrics import metrics_of
from transforms.pages import page
from transforms.publish import publish
from transforms.report import write_report

Figures = dict[tuple[str, str], Decimal]
OURS = """---
title: Ours
team: growth
---
```sql all
select metric, period_start, value from vw_metrics where segment = 'all' and value is not null
```
<LineChart data={all} x=period_start y=value series=metric />
"""


@pytest.fixture
def own_pages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "ours.md").write_text(OURS)
    for module in ("publish.page_files", "publish.publications", "report.report"):
        monkeypatch.setattr(f"transforms.{module}.read_pages", lambda: page.read_pages(folder))
    with contextlib.suppress(ImportError):  # the extra app
        monkeypatch.setattr("transforms.app.view.read_pages", lambda: page.read_pages(folder))
    draw_nothing(monkeypatch)


def of_view(served: Served) -> tuple[Figures, Figures]:
    """All values of growth's metrics as the lake has them, and the last whole ones."""
    with open_lake(served.lakehouse.home, served.lakehouse.config, read_only=True) as lake:
        rows = lake.execute(
            "select metric, cast(period_start as varchar), value, is_complete"
            " from lake.gold_growth.vw_metrics where segment = 'all' and value is not null"
            " order by metric, period_start"
        ).fetchall()
    every = {(metric, start): value for metric, start, value, _ in rows}
    last = {metric: (start, value) for metric, start, value, is_complete in rows if is_complete}
    return every, {(metric, start): value for metric, (start, value) in last.items()}


def of_rows(rows: list[dict[str, str]]) -> Figures:
    return {
        (row["metric"], row["period_start"]): Decimal(row["value"]) for row in rows if row["value"]
    }


def of_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.deep
@pytest.mark.usefixtures("own_pages")
def test_all_that_show_a_figure_show_the_same(
    serve: Serve, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = serve(copy)
    every, last = of_view(served)
    assert len(every) > 1_000
    assert len(last) > 10

    series = [
        row
        for metric in metrics_of("growth")
        for row in served.client.get(f"metrics/{metric.name}").json["rows"]
    ]
    assert of_rows(series) == every
    assert of_rows(served.client.get("metrics").json["rows"]) == last

    publish(served.lakehouse, ["growth"], ["csv", "duckdb", "pages"])
    table = of_csv(copy / "published" / "growth" / "vw_metrics.csv")
    assert of_rows([row for row in table if row["segment"] == "all"]) == every

    html = (copy / "published" / "ours.html").read_text()
    (data,) = re.findall(r'id="data">(.*?)</script>', html)
    ((_, drawn),) = json.loads(data)["rows"].items()
    assert {(row["metric"], row["period_start"][:10]): row["value"] for row in drawn} == {
        key: pytest.approx(float(value)) for key, value in every.items()
    }

    write_report(served.lakehouse, copy / "told", ["growth"])
    assert of_rows(of_csv(copy / "told" / "tables" / "key_figures.csv")) == last

    printed = Shop(copy, capsys).call("metrics", "--format", "json").rows
    assert of_rows([row for row in printed if row["team"] == "growth"]) == last


@pytest.mark.deep
@pytest.mark.filterwarnings("ignore")  # what Streamlit's own packages say
@pytest.mark.usefixtures("own_pages")
def test_the_app_draws_the_same(serve: Serve, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    streamlit = pytest.importorskip("streamlit", reason="needs the extra app")
    served = serve(copy)
    every, _ = of_view(served)
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(
        streamlit,
        "vega_lite_chart",
        lambda spec, **_: drawn.extend(row for rows in spec["datasets"].values() for row in rows),
    )
    publish(served.lakehouse, ["growth"], ["duckdb"])
    assert not opened(copy).exception
    assert {(row["metric"], row["period_start"][:10]): row["value"] for row in drawn} == {
        key: pytest.approx(float(value)) for key, value in every.items()
    }
