"""The files for PostgreSQL, on a real server: every view there has the rows that it has here."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.conftest import PROFILE
from tests.differences import assert_same
from tests.generate.sets import loaded, make
from tests.lakes import Lake
from tests.postgres import is_installed, postgres
from transforms.dialects.postgres import postgres_files, postgres_views
from transforms.lake.extensions import load_extension
from transforms.models.model import Model, address

EVENTS = 20_000 if PROFILE == "deep" else 2_500
DAYS = 130
SETTINGS: dict[str, Any] = {
    "calendar": {"timezone": "America/New_York"},
    "currency": {"reporting": "EUR", "default": "EUR"},
    "growth": {
        "features": {"search": ["view_item_list", "select_item"]},
        "levers": {"retention": {"uplift": 0.1, "cost": 500}},
        "funnel": {"days": 45},
    },
}
_FILLING = re.compile(r"^--     (.+;)$", re.MULTILINE)
VIEWS = postgres_views()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A lake of a made-up shop, a server with the files run, and Silver copied as they say."""
    if not is_installed():
        pytest.skip("needs a server: apt-get install postgresql")
    folder = tmp_path_factory.mktemp("postgres")
    shop = make(folder / "set", EVENTS, days=DAYS, growth=True)
    with postgres() as server, closing(loaded(folder / "home", shop, SETTINGS)) as lake:
        load_extension(lake.connection, "postgres_scanner")
        lake.connection.execute(f"attach '{server} dbname=postgres' as postgres (type postgres)")
        run(lake)
        yield lake


def run(lake: Lake) -> None:
    """Run every file, and fill the tables after the first; compiling takes most of a query."""
    lake.connection.execute("call postgres_execute('postgres', 'alter role shop set jit = off')")
    for name, text in postgres_files(lake.config).items():
        lake.connection.execute("call postgres_execute('postgres', ?)", [text])
        if name == "schema.sql":
            loading, attaching, *filling = _FILLING.findall(text)
            assert (loading, attaching.split()[0]) == ("load postgres;", "attach")
            for statement in filling:
                lake.connection.execute(statement)


def texts_of(types: dict[str, str]) -> str:
    """Write the columns of a view as texts, amounts with all their places."""
    sized = {
        name: f"cast({name} as {kind})" if "DEC" in kind else name for name, kind in types.items()
    }
    return ", ".join(f"cast({value} as text) as {name}" for name, value in sized.items())


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.title)
def test_every_row_is_the_same(lake: Lake, view: Model) -> None:
    here = lake.connection.sql(f"from {address(view)}")
    listed = texts_of(dict(zip(here.columns, map(str, here.types), strict=True)))
    asked = f"select {listed} from {address(view, '')}"
    expected = lake.query(f"select {listed} from {address(view)}")
    found = lake.query(f"from postgres_query('postgres', '{asked}')")
    assert expected
    assert_same({view.title: expected}, {view.title: found})
