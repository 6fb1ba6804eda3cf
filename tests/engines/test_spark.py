"""Spark makes of staged events what DuckDB makes, row for row; Java and PySpark are needed."""

from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.engines.cluster import standalone_cluster
from tests.events import event, lines
from tests.generate.sets import make
from tests.lakes import build_lake
from tests.paths import PROJECT
from transforms.config import Config
from transforms.engines import spark_models
from transforms.engines.extra import JAVA, java_version
from transforms.engines.spark import spark_session
from transforms.lakehouse import Lakehouse
from transforms.models.model import Model
from transforms.models.renderer import AllTime, Renderer
from transforms.quality import verify_spark
from transforms.quality.spark_lines import read_lines
from transforms.quality.verify_spark import verify_by_spark
from transforms.system.progress import Progress
from transforms.system.setting_engines import SparkSettings

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
    pytest.mark.filterwarnings("ignore"),  # PySpark leaves sockets to be collected
]
SETTINGS: dict[str, Any] = {
    "sessions": {"max_daily_events": 60, "max_hours": 1},
    "calendar": {"timezone": "America/New_York"},
    "currency": {"reporting": "EUR", "default": "EUR", "rates": {"USD": 0.913337, "EUR": 1}},
    "traffic": {"own_sites": ["o'clock.example", "back\\slash.example"]},
}
#: Addresses whose parameters, hosts and click ids engines might read in other ways.
ADDRESSES = [
    *("https://WWW.Shop.example/?utm_source=a%41%e2%82%ac+b", "http://x@y.example:80/?utm_source="),
    *("https://a.example/?utm_source=%zz%4", "https://a.example/?utm_source=%FF%41"),
    *("https://a.example/?utm_source=%C0%80", "https://a.example/?utm_source=%ED%A0%80"),
    *("https://a.example/?utm_source=a%00b&gclid=1", "https://a.example/?utm_source=é\nÉ&x"),
    *("https://a.example/?utm_source=%E2%82", "HTTPS://ÄÖ.example#?utm_source=1", "", "no address"),
    *("https://a.example/?utm_source=%F4%90%80%80", "https://a.example/?utm_source=🎉%F0%9F%8E%89"),
]
TEXTS = [
    *("a_b", "a_b\n", "a\n_b", "x.y_z", "NELO_XP_a_b", "EMAİL", "e-mail", "CPC\n", "CPC", "ba\n"),
    *("t#0123abcd", "t#0123abcd#\n", "t#0123abcd##", "\n#0123abcd"),
]
SMALL = Config.model_validate({"warehouse": {"threads": 1}, "spark": {"memory": "1g"}})
GAP = "event_at > previous_at + interval"


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory: pytest.TempPathFactory) -> Lakehouse:
    """A small shop with all that growth has, lines that are hard to read, and a patient visitor."""
    folder = tmp_path_factory.mktemp("spark")
    shop = make(folder / "set", 2_500, days=130, growth=True)
    patient = lines(*(event("page_view", "patient", minute) for minute in (0, 30, 60.01)))
    evil = (PROJECT / "tests/data/evil_inputs.jsonl").read_bytes()
    batches = [*(path.read_bytes() for path in shop.files), evil, patient]
    with closing(build_lake(folder / "home", batches, SETTINGS)) as lake:
        return Lakehouse(lake.home, lake.config, Progress())


def test_every_table_and_view_has_the_same_rows_and_types(lakehouse: Lakehouse) -> None:
    verdict = verify_by_spark(lakehouse)
    models = [model for model in spark_models.spark_models() if model.kind != "scope"]
    assert verdict.differences == []
    assert verdict.tables == len(models)
    assert verdict.rows > 10_000


def test_a_cluster_of_two_workers_reads_and_says_the_same(
    lakehouse: Lakehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_chunks = partial(read_lines, chunk_bytes=100_000, task_bytes=200_000)
    monkeypatch.setattr(verify_spark, "read_lines", in_chunks)
    with standalone_cluster(tmp_path) as master:
        spark = SparkSettings(
            master=master, memory="1g", options={"spark.default.parallelism": "4"}
        )
        there = replace(lakehouse, config=lakehouse.config.model_copy(update={"spark": spark}))
        verdict = verify_by_spark(there, from_archive=True)
    assert verdict.differences == []
    models = [model for model in spark_models.spark_models() if model.kind != "scope"]
    assert verdict.tables == len(models) + 2
    work = tmp_path / "work"
    assert {path.name for path in work.glob("*/*")} >= {"0", "1"}  # an executor on each worker


def test_a_gap_of_exactly_the_limit_is_found(
    lakehouse: Lakehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    silver = [model for model in spark_models.spark_models() if model.schema in ("silver", "ops")]
    planted = [_planted(model) for model in silver]
    assert sum(model.body != other.body for model, other in zip(silver, planted, strict=True)) == 1
    monkeypatch.setattr(verify_spark, "spark_models", lambda: planted)
    found = {each.table for each in verify_by_spark(lakehouse).differences}
    assert {"silver_sessions", "silver_event_sessions"} <= found


def _planted(model: Model) -> Model:
    if model.name != "sessionized_events":
        return model
    return replace(model, body=model.body.replace(GAP, GAP.replace(">", ">=")))


def test_odd_texts_are_read_alike(tmp_path: Path) -> None:
    asked = {
        "parameter_of('value', 'utm_source')": ADDRESSES,
        "click_id_of('value')": ADDRESSES,
        "host_of('value')": ADDRESSES,
        "experiment_of('value')": TEXTS,
        "variant_of('value')": TEXTS,
        "imitated_by('value')": TEXTS,
        "is_like('value', '.*a.*|cp.|e[-_ ]?mail')": TEXTS,
        "lower_az('value')": TEXTS,
    }
    here = Renderer(Config(), AllTime())
    there = Renderer(Config(), AllTime(), "spark")
    with spark_session(tmp_path, SMALL) as session:
        for macro, values in asked.items():
            call = f"{{{{ {macro} }}}}"
            for value in values:
                ours = duckdb.execute(
                    f"select {here.render(call)} from (select cast(? as string) as value)", [value]
                ).fetchone()
                frame = session.createDataFrame([(value,)], "value string")
                (theirs,) = frame.selectExpr(f"{there.render(call)} as found").collect()
                assert (macro, value, theirs.found) == (macro, value, (ours or [None])[0])
