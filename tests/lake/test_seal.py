"""What users ask reads the lake and nothing else, wherever its catalog and its files are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import duckdb
import pytest

from tests.buckets import new_bucket, object_store
from tests.events import event, item, lines
from tests.lakes import build_lake
from tests.postgres import is_installed, postgres
from transforms.errors import UsageError
from transforms.lake.attachment import data_path
from transforms.lakehouse import Lakehouse
from transforms.query.questions import answer
from transforms.system.progress import Progress

EVENTS = lines(
    event("view_item", "v", items=[item("p", price=5)]),
    event("purchase", "v", 1, value=1, transaction_id="t"),
)


@pytest.fixture(
    scope="module",
    params=[
        "files",
        pytest.param("encrypted files", marks=pytest.mark.deep),
        pytest.param("a server", marks=pytest.mark.deep),
        pytest.param("a bucket", marks=pytest.mark.deep),
        pytest.param("a server and a bucket", marks=pytest.mark.deep),
    ],
)
def lakehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    home = tmp_path_factory.mktemp("it's [sealed], 100%")
    warehouse = {"sync_data_files": False, "threads": 1, "encrypted": "encrypted" in request.param}
    with postgres_if(request.param) as catalog, bucket_if(request.param) as data:
        lake = build_lake(home, [EVENTS], {"warehouse": warehouse | catalog | data})
        lake.close()
        (home / "secret.txt").write_text("secret")
        yield Lakehouse(lake.home, lake.config, Progress())


@contextmanager
def postgres_if(place: str) -> Iterator[dict[str, str]]:
    if "server" not in place:
        yield {"catalog": "sqlite:warehouse/catalog.sqlite"}
        return
    if not is_installed():
        pytest.skip("needs a server: apt-get install postgresql")
    with postgres() as server:
        yield {"catalog": f"postgres:{server} dbname=postgres"}


@contextmanager
def bucket_if(place: str) -> Iterator[dict[str, object]]:
    if "bucket" not in place:
        yield {}
        return
    with object_store() as client:
        new_bucket(client, "lake")
        new_bucket(client, "others").put("a.csv", b"a\n1\n")
        yield {"data_path": "s3://lake/data"}


@pytest.mark.slow
def test_every_table_and_view_can_be_asked(lakehouse: Lakehouse) -> None:
    with lakehouse.asking() as lake:
        names = "select schema || '.' || name from (show all tables) where database = 'lake'"
        tables = [name for (name,) in answer(lake, names).fetchall()]
        assert len(tables) > 40
        for name in tables:
            answer(lake, f"from lake.{name}").fetchall()
        assert answer(lake, "select count(event_id) from fct_events").fetchone() == (2,)


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("from read_text('{home}/secret.txt')", "read_text()"),
        ("select (select count(*) from GLOB('{home}/*'))", "glob()"),
        ("from sqlite_scan('{home}/other.sqlite', 't')", "sqlite_scan()"),
        ("from postgres_query('__ducklake_metadata_lake', 'select 1')", "postgres_query()"),
        ("from read_parquet('{data}**')", "read_parquet()"),
        ("from '{data}x.parquet'", "the file "),
        ('with x as (from "{home}/a.csv") from x', "the file "),
        ("summarize '{home}/a.csv'", "the file "),
        ("from query('from read_text(''{home}/secret.txt'')')", "query()"),
        ("from __Ducklake_metadata_lake.ducklake_table", "the catalog's own tables"),
        ("from ducklake_expire_snapshots('lake', older_than => now())", "expire_snapshots()"),
        ("from ducklake_delete_orphaned_files('lake', cleanup_all => true)", "orphaned_files()"),
        ("explain analyze select 1 from read_csv('{home}/secret.txt')", "read_csv()"),
    ],
)
def test_what_is_not_the_lake_is_refused_before_it_is_read(
    lakehouse: Lakehouse, sql: str, place: str
) -> None:
    data = data_path(lakehouse.home, lakehouse.config)
    asked = sql.replace("{home}", str(lakehouse.home.root).replace("'", "''"))
    with lakehouse.asking() as lake, pytest.raises(UsageError) as refused:
        answer(lake, asked.replace("{data}", data.replace("'", "''")))
    assert "the query must read the lake and nothing else, got " in str(refused.value)
    assert place in str(refused.value)


@pytest.mark.parametrize(
    "sql",
    [
        "from read_text('{home}/secret.txt')",
        "from read_text('{data}/../../secret.txt')",
        "from glob('{home}/*')",
        "from read_text('/etc/passwd')",
        "from read_csv('s3://others/a.csv')",
        "copy (select 1) to '{home}/out.csv'",
        "attach '{home}/out.db' as other",
        "install spatial",
        "load spatial",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set allowed_directories = ['/']",
        "set memory_limit = '1TB'",
        "insert into silver.dim_platforms (platform_id) values ('X')",
        "drop table silver.fct_events",
    ],
)
def test_the_seal_holds_by_itself(lakehouse: Lakehouse, sql: str) -> None:
    home = str(lakehouse.home.root).replace("'", "''")
    data = data_path(lakehouse.home, lakehouse.config).replace("'", "''")
    before = sorted(os.listdir(lakehouse.home.root))  # noqa: PTH208 - names are enough
    with lakehouse.asking() as lake, pytest.raises(duckdb.Error):
        lake.execute(sql.replace("{home}", home).replace("{data}", data)).fetchall()
    assert sorted(os.listdir(lakehouse.home.root)) == before  # noqa: PTH208


def test_what_does_not_fit_in_memory_still_goes_to_the_disk(lakehouse: Lakehouse) -> None:
    sql = "select range, md5(range::varchar) as m from range(2000000) order by m limit 1 offset 9e5"
    narrow = lakehouse.config.warehouse.model_copy(update={"memory_limit": "64MB"})
    config = lakehouse.config.model_copy(update={"warehouse": narrow})
    with replace(lakehouse, config=config).asking() as lake:
        assert answer(lake, sql).fetchone() is not None
