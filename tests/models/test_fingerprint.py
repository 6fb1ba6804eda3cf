"""A lake that another release or other settings built is rebuilt before it takes anything in."""

import json
from pathlib import Path

import pytest

from tests.events import event, lines
from tests.lakes import build_lake
from transforms.errors import ConfigError
from transforms.lakehouse import Lakehouse, count_rows
from transforms.load.replay import rebuild_lake
from transforms.models.fingerprint import check_fingerprint
from transforms.models.schema import prepare
from transforms.system.progress import Progress
from transforms.system.setting_rules import AttributionSettings, IdSettings


@pytest.mark.deep
def test_a_table_that_came_with_a_release_asks_for_a_rebuild(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "v"))])
    check_fingerprint(lake.connection, lake.config)
    lake.connection.execute("drop table lake.silver.silver_event_sessions")
    lake.connection.execute(
        "delete from lake.ops.tables where table_name = 'silver_event_sessions'"
    )
    assert "silver.silver_event_sessions" not in count_rows(lake.connection)
    with pytest.raises(ConfigError, match=r"got no silver_event_sessions; .*replay --rebuild"):
        prepare(lake.connection, lake.config)
    rebuild_lake(lake.connection, Lakehouse(lake.home, lake.config, Progress()))
    check_fingerprint(lake.connection, lake.config)
    assert len(lake.rows("silver_event_sessions")) == 1
    lake.close()


def test_silver_from_before_a_setting_is_made_anew(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "v"))])
    check_fingerprint(lake.connection, lake.config)
    [(settings,)] = lake.connection.execute("select settings from lake.ops.fingerprint").fetchall()
    known = {name: value for name, value in json.loads(settings).items() if "calendar" not in name}
    lake.connection.execute("update lake.ops.fingerprint set settings = ?", [json.dumps(known)])
    with pytest.raises(ConfigError, match=r"before calendar.timezone; `etl.py replay --rebuild`"):
        check_fingerprint(lake.connection, lake.config)
    lake.close()


def test_a_setting_of_gold_alone_asks_for_nothing(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "v"))])
    check_fingerprint(lake.connection, lake.config)
    attribution = AttributionSettings(lookback_days=30, direct="drop")
    check_fingerprint(lake.connection, lake.config.model_copy(update={"attribution": attribution}))
    attribution = AttributionSettings(list_window_minutes=31)
    with pytest.raises(ConfigError, match=r"attribution.list_window_minutes is 31"):
        check_fingerprint(
            lake.connection, lake.config.model_copy(update={"attribution": attribution})
        )
    lake.close()


@pytest.mark.slow
def test_another_reading_of_ids_asks_for_the_archive(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "guest"))])
    check_fingerprint(lake.connection, lake.config)
    other = lake.config.model_copy(update={"ids": IdSettings(placeholders=["guest"])})
    with pytest.raises(ConfigError, match="replay --rebuild --from-archive"):
        check_fingerprint(lake.connection, other)
    with pytest.raises(ConfigError, match="replay --rebuild --from-archive"):
        rebuild_lake(lake.connection, Lakehouse(lake.home, other, Progress()))
    rebuild_lake(lake.connection, Lakehouse(lake.home, lake.config, Progress()))
    lake.close()


def test_a_lake_of_a_release_without_the_reading_is_told_to_read_anew(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [lines(event("page_view", "v"))])
    check_fingerprint(lake.connection, lake.config)
    lake.connection.execute(
        "update lake.ops.fingerprint set settings = "
        "json_merge_patch(settings, '{\"ids.placeholders\": null}')"
    )
    with pytest.raises(ConfigError, match="--from-archive"):
        check_fingerprint(lake.connection, lake.config)
    lake.close()
