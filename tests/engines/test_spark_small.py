"""Silver of a few events by Spark: the small proof of `make test-spark`, where Java is."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import EVENTS
from tests.events import event, lines
from tests.lakes import build_lake
from transforms.engines.extra import JAVA, java_version
from transforms.engines.spark_models import spark_models
from transforms.lakehouse import Lakehouse
from transforms.quality import verify_spark
from transforms.quality.verify_spark import verify_by_spark
from transforms.system.progress import Progress

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
    pytest.mark.filterwarnings("ignore"),  # PySpark leaves sockets to be collected
]
SETTINGS: dict[str, Any] = {
    "spark": {"memory": "1g"},
    "sessions": {"max_daily_events": 9, "max_hours": 1},
}
BOT = lines(*(event("page_view", "bot", minute) for minute in range(10)))
ENDLESS = lines(*(event("page_view", "endless", 20 * number) for number in range(7)))


def test_silver_has_the_same_rows_and_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = lines(*(event("page_view", "patient", minute) for minute in (0, 30, 60.01)))
    silver = tuple(model for model in spark_models() if model.schema in ("silver", "ops"))
    monkeypatch.setattr(verify_spark, "spark_models", lambda: silver)
    with closing(build_lake(tmp_path / "home", [EVENTS, patient + BOT, ENDLESS], SETTINGS)) as lake:
        verdict = verify_by_spark(Lakehouse(lake.home, lake.config, Progress()))
        (row,) = lake.query("select count(*) as n from silver_sessions where is_continued")
    assert verdict.differences == []
    assert verdict.rows > 20
    assert row["n"] == 2
