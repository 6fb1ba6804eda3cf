"""Comments: what the headers say stands on the lake's tables, and is renewed when they change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.lakes import Lake, build_lake
from transforms.models import comments, fingerprint, views
from transforms.models.comments import table_comment, tables
from transforms.models.fingerprint import check_fingerprint, write_fingerprint
from transforms.models.model import Model, read_models
from transforms.models.schema import prepare
from transforms.models.views import comment, create_views


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = build_lake(tmp_path_factory.mktemp("lake"), [])
    yield lake
    lake.close()


@pytest.fixture
def lake(described: Lake) -> Lake:
    """One lake for all, which the headers describe again before each test."""
    prepare(described.connection, described.config)
    create_views(described.connection, described.config)
    return described


def changed(models: list[Model], name: str, **fields: object) -> list[Model]:
    """Change one model's header."""
    return [replace(each, **fields) if each.name == name else each for each in models]  # type: ignore[arg-type]


def said(lake: Lake, kind: str) -> dict[str, str]:
    """What the catalog says of tables or views."""
    rows = lake.query(
        f"select {kind}_name as name, comment from duckdb_{kind}s() "
        "where database_name = 'lake' and not internal"
    )
    return {row["name"]: row["comment"] for row in rows}


def said_of_columns(lake: Lake) -> dict[tuple[str, str], str]:
    rows = lake.query(
        "select table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'lake' and table_name in (select table_name from duckdb_tables())"
    )
    return {(row["table_name"], row["column_name"]): row["comment"] for row in rows}


def snapshots(lake: Lake) -> int:
    return int(lake.query("select count(*) as n from lake.snapshots()")[0]["n"])


def test_the_lake_says_what_the_headers_say(lake: Lake) -> None:
    assert said(lake, "table") == {table.name: table_comment(table) for table in tables()}
    assert said(lake, "view") == {view.name: comment(view) for view in views.views()}
    assert said_of_columns(lake) == {
        (table.name, column): sentence
        for table in tables()
        for column, sentence in table.columns.items()
    }


def test_nothing_new_to_say_writes_nothing(lake: Lake) -> None:
    before = snapshots(lake)
    prepare(lake.connection, lake.config)
    create_views(lake.connection, lake.config)
    assert snapshots(lake) == before


def test_a_changed_sentence_is_renewed(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"order_date": "the last day, as O'Hara; calls -- it"}
    new = changed(tables(), "fct_orders", summary="how far we are.", columns=columns)
    monkeypatch.setattr(comments, "tables", lambda: new)
    before = snapshots(lake)
    prepare(lake.connection, lake.config)
    assert snapshots(lake) == before + 1
    assert said(lake, "table")["fct_orders"].startswith("how far we are.\nGrain: one row ")
    assert said_of_columns(lake)["fct_orders", "order_date"] == columns["order_date"]


def test_a_changed_sentence_of_a_view_is_renewed(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = changed(list(views.views()), "vw_revenue_daily", columns={"orders": "new words"})
    monkeypatch.setattr(views, "views", lambda: new)
    assert create_views(lake.connection, lake.config) == 1
    assert said(lake, "view")["vw_revenue_daily"].endswith("\norders: new words")


@pytest.mark.slow
def test_an_older_lake_is_described_at_the_next_run(lake: Lake) -> None:
    lake.connection.execute("drop table lake.ops.tables")
    lake.connection.execute("comment on table lake.silver.fct_orders is null")
    lake.connection.execute("comment on column lake.silver.fct_orders.tax is null")
    prepare(lake.connection, lake.config)
    assert said(lake, "table")["fct_orders"].startswith("what was bought")
    assert said_of_columns(lake)["fct_orders", "tax"] == "tax, in the reporting currency"


def test_a_database_in_memory_goes_without(tmp_path: Path) -> None:
    lake = build_lake(tmp_path, [], engine="duckdb")
    prepare(lake.connection, lake.config)
    assert set(said(lake, "table").values()) == {None}
    lake.close()


@pytest.mark.parametrize(
    ("fields", "is_warned"),
    [
        pytest.param({"summary": "orders.", "notes": "n", "columns": {}}, False, id="a sentence"),
        pytest.param({"body": "select 1"}, True, id="its SELECT"),
        pytest.param({"key": ("order_key",)}, True, id="its key"),
    ],
)
def test_only_what_decides_the_rows_is_a_changed_model(
    lake: Lake,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fields: dict[str, object],
    is_warned: bool,
) -> None:
    write_fingerprint(lake.connection, lake.config)
    new = changed(list(read_models("silver")), "fct_orders", **fields)
    monkeypatch.setattr(fingerprint, "read_models", lambda *_: tuple(new))
    check_fingerprint(lake.connection, lake.config)
    assert ("the models or the reader have changed" in caplog.text) == is_warned
