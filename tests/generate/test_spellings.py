"""However `items` are spelled, the tables are the same."""

from pathlib import Path

import pytest

from tests.differences import Tables, assert_same
from tests.generate.sets import loaded, make
from transforms.generate.options import Spelling

DEEP = pytest.mark.deep
WARNINGS = [
    pytest.param(Spelling.json_array, set(), id="JSON", marks=DEEP),
    pytest.param(Spelling.python, {"W_PYLITERAL"}, id="Python", marks=DEEP),
    pytest.param(Spelling.java, set(), id="Java", marks=DEEP),
    pytest.param(Spelling.mixed, {"W_PYLITERAL"}, id="all of them"),
]


def silver_of(tmp_path: Path, spelling: Spelling) -> tuple[Tables, set[str]]:
    lake = loaded(tmp_path / "home", make(tmp_path / "set", 1_500, files=1, items=spelling))
    tables = lake.silver()
    rows = lake.query("select distinct unnest(warnings) as warning from stg_events")
    lake.close()
    return tables, {row["warning"] for row in rows}


@pytest.fixture(scope="module")
def json_text(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    tables, warnings = silver_of(tmp_path_factory.mktemp("text"), Spelling.json_text)
    assert not warnings
    return tables


@pytest.mark.slow
@pytest.mark.parametrize(("spelling", "warnings"), WARNINGS)
def test_every_spelling_gives_the_same_tables(
    tmp_path: Path, json_text: Tables, spelling: Spelling, warnings: set[str]
) -> None:
    tables, found = silver_of(tmp_path, spelling)
    assert_same(json_text, tables)
    assert found == warnings


def test_the_tables_hold_what_spellings_differ_in(json_text: Tables) -> None:
    items = json_text["fct_event_items"]
    for column in ("campaign_ids", "experiment_id", "discount_value", "promotion_id"):
        assert any(row[column] for row in items)
    assert any(row["installment_price"] for row in items)
    assert {row["product_name"] for row in json_text["dim_products"]} >= {'Monitor 24" rojo 10'}
