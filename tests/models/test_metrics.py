"""Metrics: one file each, known everywhere; a wrong one is told with the place, wish and find."""

import re
from pathlib import Path

import pytest

from tests.conventions.trees import nodes, relations
from tests.lakes import Lake, build_lake
from tests.paths import PROJECT
from transforms.config import Config
from transforms.models import metrics, model, views
from transforms.models.header import ModelError
from transforms.models.metrics import Metric, metrics_of, read_metric, read_metrics
from transforms.models.renderer import AllTime, Renderer

METRICS = read_metrics()
GOOD = """\
-- loud_orders: orders of the week.
-- team: finance
-- unit: count
-- good: up
-- period: week
-- views: vw_revenue_daily

select order_date as period_start, 'all' as segment, sum(orders) as value
from vw_revenue_daily
group by order_date
"""

each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


def written(folder: Path, text: str, name: str = "loud_orders") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return build_lake(tmp_path_factory.mktemp("lake"), [], engine="duckdb")


@each_metric
def test_a_metric_reads_the_views_that_it_names(metric: Metric) -> None:
    sql = Renderer(Config(), AllTime()).render(metric.sql)
    assert relations(nodes(sql)) == {*metric.views}


@each_metric
def test_a_metric_is_in_the_docs_and_in_its_team_s_view(metric: Metric, lake: Lake) -> None:
    page = (PROJECT / "docs/metrics.md").read_text()
    assert page.count(f"\n### {metric.name}\n") == 1
    assert metric in metrics_of(metric.team)
    (text,) = lake.connection.execute(
        "select sql from duckdb_views() where schema_name = ? and view_name = 'vw_metrics'",
        [f"gold_{metric.team}"],
    ).fetchall()[0]
    assert f"'{metric.name}' AS metric" in text


@each_metric
def test_a_metric_s_words_fit_its_unit(metric: Metric) -> None:
    assert metric.summary.endswith(".")
    assert not metric.name.endswith("_rate") or metric.unit == "rate"


def test_a_new_file_is_all_that_a_metric_needs(
    tmp_path: Path, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch, read_metric(written(tmp_path, GOOD)))
    views.create_views(lake.connection, lake.config)
    (text,) = lake.connection.execute(
        "select sql from duckdb_views() where schema_name = 'gold_finance'"
        " and view_name = 'vw_metrics'"
    ).fetchall()[0]
    assert "'loud_orders' AS metric" in text


def known(monkeypatch: pytest.MonkeyPatch, metric: Metric) -> None:
    """Let a metric be one of those of the project."""

    def more(team: str) -> tuple[Metric, ...]:
        return (*metrics_of(team), *([metric] if metric.team == team else []))

    monkeypatch.setattr("transforms.models.renderer.metrics_of", more)
    monkeypatch.setattr("transforms.models.views.metrics_of", more)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        pytest.param(
            "views: vw_revenue_daily",
            "views: vw_sessions_daily",
            "views must be Gold views of finance, got vw_sessions_daily of growth",
            id="another team's view",
        ),
        pytest.param(
            "views: vw_revenue_daily",
            "views: vw_revenue",
            "views must be Gold views of finance, got vw_revenue, which is none",
            id="no view",
        ),
        pytest.param(
            "unit: count",
            "unit: euro",
            "unit must be one of count, money, average, rate and ratio, got euro",
            id="an unknown unit",
        ),
        pytest.param(
            "period: week",
            "period: year",
            "period must be one of day, week and month, got year",
            id="an unknown period",
        ),
        pytest.param(
            "-- good: up\n",
            "",
            "the header must say team, unit, good, period, views, got team, unit, period, views",
            id="a line that is missing",
        ),
        pytest.param(
            "-- loud_orders:",
            "-- orders:",
            "must be named like its file, got 'orders'",
            id="another name",
        ),
        pytest.param(
            "from vw_revenue_daily",
            "from lake.gold_growth.vw_sessions_daily",
            "the SELECT must read vw_revenue_daily, got vw_sessions_daily",
            id="a view that it does not name",
        ),
    ],
)
def test_a_wrong_header_is_told(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in GOOD
    path = written(tmp_path, GOOD.replace(was, becomes))
    with pytest.raises(ModelError, match=re.escape(f"{path}: ") + ".*" + re.escape(said)):
        read_metric(path)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        pytest.param("sum(orders)", "sum(order_count)", "order_count", id="no such column"),
        pytest.param("'all' as segment", "'all' as part", "segment", id="a column too few"),
    ],
)
def test_a_select_that_cannot_be_is_told_by_its_file(
    tmp_path: Path,
    lake: Lake,
    monkeypatch: pytest.MonkeyPatch,
    was: str,
    becomes: str,
    said: str,
) -> None:
    wrong = read_metric(written(tmp_path, GOOD.replace(was, becomes)))
    known(monkeypatch, wrong)
    with pytest.raises(ModelError, match=f"loud_orders.sql: must be a SELECT.*{said}"):
        views.create_views(lake.connection, lake.config)


def test_every_team_with_metrics_has_a_view_of_its_own() -> None:
    found = [each for each in model.views() if each.name == "vw_metrics"]
    assert {each.schema for each in found} == {f"gold_{metric.team}" for metric in METRICS}
    for each in found:
        assert each.owner == each.schema.removeprefix("gold_")
        assert {*metrics.views_of(each.owner), "dim_dates", "watermark"} == {*each.inputs}
