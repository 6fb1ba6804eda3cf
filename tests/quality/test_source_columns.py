"""Columns of tables: what the mapping names is no news, what it finds elsewhere is not missing."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cli.shop import SETTINGS, Shop
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.quality import source_columns
from transforms.quality.source_columns import _Columns
from transforms.system.progress import Progress

MAPPING: dict[str, Any] = {
    "format": "csv",
    "fields": {"event_name": "what", "event_timestamp": "when", "user_pseudo_id": "client_id"},
    "extra": ["note"],
    "ignore": ["row"],
}


def use(shop: Shop, **fields: Any) -> None:
    mapping = MAPPING | {"fields": MAPPING["fields"] | fields}
    shop.settings(json.dumps(SETTINGS | {"sources": {"till": mapping}}))


def take(shop: Shop, day: int, columns: str) -> list[str]:
    """Take a day's file with these columns, and give what `quality` says of them."""
    cells = {"what": "page_view", "when": f"2024-03-0{day} 10:00", "row": str(day)}
    names = columns.split(",")
    row = ",".join(cells.get(name, f"{name} {day}") for name in names)
    path = shop.put(f"../{day}.csv", f"{columns}\n{row}\n".encode())
    assert shop.call("run", "--source", "till", str(path)).code == 0
    said = shop.call("quality", "--day", f"2024-03-0{day}").out.partition("not as known")[2]
    return [line.split(" in ")[0].strip() for line in said.splitlines() if line.strip()]


@pytest.mark.deep
def test_a_file_is_held_to_the_mapping_and_to_the_file_before(new_shop: Shop) -> None:
    use(new_shop)
    assert take(new_shop, 1, "what,when,client_id,row") == []
    assert take(new_shop, 2, "what,when,client_id,row,note,shelf") == ["shelf is new"]
    assert take(new_shop, 3, "what,when,clientId,shelf") == [
        "clientId is new",
        "client_id is missing",
        "note is missing",
    ]


def test_of_a_source_that_the_settings_lack_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests = {
        "b": _Columns("till", ["clientId"]),
        "a": _Columns("till", ["client_id"]),
    }
    monkeypatch.setattr(source_columns, "_manifest_columns", lambda _, name: manifests[name])
    monkeypatch.setattr(source_columns, "_before", lambda *_: ["a"])
    lakehouse = Lakehouse(Home(tmp_path), Config(), Progress())
    with duckdb.connect() as connection:
        found = source_columns._of_table(connection, lakehouse, "b")
    assert found == {"clientId": ("known", None)}


@pytest.mark.deep
def test_a_renamed_column_that_the_mapping_knows_is_told_by_nobody(new_shop: Shop) -> None:
    use(new_shop)
    assert take(new_shop, 1, "what,when,client_id") == []
    use(new_shop, user_pseudo_id=["client_id", "clientId"])
    assert take(new_shop, 2, "what,when,clientId") == []
    assert take(new_shop, 3, "what,when") == ["clientId is missing"]
