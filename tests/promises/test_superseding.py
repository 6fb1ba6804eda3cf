"""A fuller event that comes later takes the place of one that counted, in tables and numbers."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.events import DAY, event, item, lines
from tests.lakes import Lake, build_lake
from tests.privacy.grep import paths_naming
from transforms.config import Config
from transforms.errors import ConfigError
from transforms.lakehouse import Lakehouse
from transforms.models.fingerprint import check_fingerprint
from transforms.privacy import erase
from transforms.publish import publish
from transforms.quality.verify import verify_lake
from transforms.system.progress import Progress

pytestmark = pytest.mark.unplanned
PERSON = "zoe.person@shop.example"
FIELDS = ("event_name", "event_timestamp", "user_pseudo_id", "platform", "user_id")
FIELDS += ("transaction_id", "value", "country")
MAPPING: dict[str, Any] = {
    "format": "jsonl",
    "fields": {name: name for name in FIELDS}
    | {"items": {"each": "items", "fields": {"item_id": "item_id", "price": "price"}}},
    "identity": "own",
}
SETTINGS = {
    "warehouse": {"sync_data_files": False, "threads": 1, "keep_snapshots_days": 0},
    "sources": {"rows": MAPPING},
}
BOUGHT = event("purchase", "phone", 0, own="m", transaction_id="t", value=5)
FULLER = BOUGHT | {"value": 7, "user_id": PERSON, "items": [item("p", price=7)], "country": "DE"}
OTHERS = [event("page_view", "phone", -DAY, own="a"), event("page_view", "w", DAY, own="b")]


def lakehouse_of(lake: Lake, **mapping: Any) -> Lakehouse:
    config = SETTINGS | {"sources": {"rows": MAPPING | mapping}}
    return Lakehouse(lake.home, Config.model_validate(config), Progress())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose order was published before its fuller telling came, and then again."""
    lake = build_lake(tmp_path_factory.mktemp("made"), [], SETTINGS)
    lake.load_together(lines(BOUGHT, *OTHERS), source="rows")
    lake.close()
    publish(lakehouse_of(lake), ["finance"])
    lake = build_lake(lake.home.root, [], SETTINGS)
    lake.load_together(lines(FULLER, BOUGHT), source="rows")
    lake.close()
    publish(lakehouse_of(lake), ["finance"])
    return lake.home.root


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Iterator[Lake]:
    lake = build_lake(shutil.copytree(made, tmp_path / "home", symlinks=True), [], SETTINGS)
    yield lake
    lake.close()


@pytest.mark.deep
def test_the_order_and_the_ledger_are_those_of_the_fuller_event(lake: Lake) -> None:
    (order,) = lake.query("select revenue, user_id, purchase_event_count from fct_orders")
    assert order == {"revenue": 7, "user_id": PERSON, "purchase_event_count": 1}
    counts = "select lines, staged, duplicates, superseded from lake.ops.batches order by batch_id"
    assert [tuple(row.values()) for row in lake.query(counts)] == [(3, 3, 0, 1), (2, 1, 1, 0)]
    assert verify_lake(lakehouse_of(lake)).differences == []


@pytest.mark.deep
def test_the_restated_numbers_name_the_batch_of_the_fuller_event(lake: Lake) -> None:
    (batch,) = lake.query("select batch_id from lake.ops.batches where superseded = 0")
    rows = lake.query("select * from lake.ops.restatements where figure = 'revenue'")
    assert [(row["was"], row["is_now"]) for row in rows] == [(5, 7)]
    for row in lake.query("select * from lake.ops.restatements"):
        assert (row["cause"], row["batches"]) == ("late events", [batch["batch_id"]])


@pytest.mark.deep
def test_an_erasure_takes_both_and_what_was_less_full_counts_again(lake: Lake) -> None:
    lakehouse = lakehouse_of(lake)
    lake.load_together(lines(FULLER | {"user_pseudo_id": "till", "country": None}), source="rows")
    other = BOUGHT | {"own": "n", "user_pseudo_id": "w"}
    lake.load_together(lines(other), source="rows")
    fuller = other | {"country": "FR", "user_id": PERSON, "user_pseudo_id": "tablet"}
    lake.load_together(lines(fuller), source="rows")
    (gone,) = lake.query("select count(*) as n from silver_superseded_events")
    assert gone["n"] == 3
    lake.close()
    with lakehouse.writing() as connection:
        erase(connection, lakehouse, PERSON)
    assert paths_naming(lake.home.root, {PERSON, '"phone"'}) == []
    assert verify_lake(lakehouse).differences == []
    with lakehouse.reading() as connection:
        rows = "select event_name, visitor_id from lake.silver.fct_events order by all"
        assert connection.execute(rows).fetchall() == [("page_view", "w"), ("purchase", "w")]
        left = "select sum(superseded) from lake.ops.batches"
        assert connection.execute(left).fetchone() == (0,)


@pytest.mark.slow
def test_another_identity_asks_for_the_archive_and_none_is_as_before(lake: Lake) -> None:
    check_fingerprint(lake.connection, lake.config)
    for other in (["own", "event_name"], []):
        with pytest.raises(ConfigError, match=r"another sources\.rows: .*--from-archive"):
            check_fingerprint(lake.connection, lakehouse_of(lake, identity=other).config)
    plain = lakehouse_of(lake, identity=[]).config.sources["rows"]
    assert "identity" not in plain.reading()
