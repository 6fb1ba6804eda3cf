"""A reader beside a writer sees one state: the same rows over many commits, and no key twice."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.conftest import PROFILE
from tests.lakes import build_lake
from tests.paths import PROJECT
from tests.postgres import is_installed, postgres
from tests.promises.months import BATCHES, LATER, Month, batch
from transforms.lakehouse import Lakehouse
from transforms.models.fingerprint import write_fingerprint
from transforms.models.model import read_models
from transforms.publish.publications import publish
from transforms.quality.verify import verify_lake
from transforms.query.shell import find_duckdb
from transforms.query.summary import summarize
from transforms.system.progress import OnStep, Progress

pytestmark = pytest.mark.unplanned
COUNTS = " union all ".join(
    f"select '{model.name}' as name, count(*) as counted, "
    f"count(distinct row({', '.join(model.key)})) as keys from lake.silver.{model.name}"
    for model in read_models("silver")
    if model.is_table
)
PAGE = (PROJECT / "docs/analysts.md").read_text(encoding="utf-8")
RECIPE = re.compile(r"^ *load ducklake;.*?^ *set search_path[^;]*;", re.DOTALL | re.MULTILINE)

Rows = list[tuple[str, ...]]
Ask = Callable[[str], Rows]


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.deep)],
)
def month(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Month]:
    """A lake of many small batches, with its catalog in a file or on a server."""
    home = tmp_path_factory.mktemp("month")
    if request.param == "sqlite":
        yield from lakes(home, "sqlite:warehouse/catalog.sqlite")
    elif not is_installed():
        pytest.skip("needs a server: apt-get install postgresql")
    else:
        with postgres() as server:
            yield from lakes(home, f"postgres:{server} dbname=postgres")


def lakes(home: Path, catalog: str) -> Iterator[Month]:
    warehouse = {"catalog": catalog, "sync_data_files": False, "threads": 2}
    coming = map(batch, range(sys.maxsize))
    lake = build_lake(home, [], {"warehouse": warehouse})
    (home / "config.json").write_text(lake.config.model_dump_json())
    write_fingerprint(lake.connection, lake.config)
    month = Month(lake, coming)
    for _ in range(BATCHES):
        month.commit()
    yield month
    lake.close()


@contextmanager
def as_commands_do(month: Month) -> Iterator[Ask]:
    with month.lakehouse().reading() as connection:
        yield lambda sql: texts(connection.execute(sql))


@contextmanager
def as_docs_say(month: Month) -> Iterator[Ask]:
    with duckdb.connect() as connection:
        connection.execute(recipe(month, 1))
        yield lambda sql: texts(connection.execute(sql))


@contextmanager
def by_hand(month: Month) -> Iterator[Ask]:
    with command_line(month, [find_duckdb(), "-init", os.devnull]) as ask:
        ask(recipe(month, 0))
        yield ask


@contextmanager
def in_the_shell(month: Month) -> Iterator[Ask]:
    shell = [sys.executable, str(PROJECT / "etl.py"), "shell", "--home", str(month.lake.home.root)]
    with command_line(month, shell) as ask:
        yield ask


def recipe(month: Month, number: int) -> str:
    """What docs/analysts.md says to attach the lake with, for this lake."""
    text = RECIPE.findall(PAGE)[number].replace("/srv/lake", str(month.lake.home.root))
    return re.sub("^ *", "", text, flags=re.MULTILINE)


def texts(found: duckdb.DuckDBPyConnection) -> Rows:
    return [tuple(map(str, row)) for row in found.fetchall()] if found.description else []


@contextmanager
def command_line(month: Month, command: list[str]) -> Iterator[Ask]:
    """Talk to a duckdb command line: each answer comes through a pipe of its own."""
    pipe = month.lake.home.root / f"answer-{os.urandom(4).hex()}"
    os.mkfifo(pipe)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stdin
    stdin = process.stdin

    def ask(sql: str) -> Rows:
        stdin.write(f".mode csv\n.headers off\n.output {pipe}\n{sql.rstrip(';')};\n.output\n")
        stdin.flush()
        with pipe.open() as answer:
            return [tuple(row) for row in csv.reader(answer)]

    try:
        yield ask
    finally:
        stdin.close()
        assert process.wait(timeout=600) == 0


WAYS = {
    "a command's own": as_commands_do,
    "Python, as docs/analysts.md says": as_docs_say,
    "the command line, as docs/analysts.md says": by_hand,
    "etl.py shell": in_the_shell,
}
EMBEDDED_ONLY = {"Python, as docs/analysts.md says", "the command line, as docs/analysts.md says"}


def has_each_key_once(counts: Rows) -> bool:
    return all(counted == keys for _, counted, keys in counts)


@pytest.mark.slow
def test_a_transaction_sees_the_same_rows_over_many_commits(month: Month) -> None:
    with ExitStack() as stack:
        readers = {
            name: stack.enter_context(way(month))
            for name, way in WAYS.items()
            if month.is_embedded or name not in EMBEDDED_ONLY
        }

        def asked(sql: str) -> dict[str, Rows]:
            return {name: ask(sql) for name, ask in readers.items()}

        asked("begin")
        before = asked(COUNTS)
        for _ in range(LATER):
            month.commit()
            assert asked(COUNTS) == before
        asked("commit")
        after = asked(COUNTS)
    assert all(has_each_key_once(counts) for counts in [*before.values(), *after.values()])
    assert all(before[name] != after[name] for name in readers)


#: Steps of a command between two commits.
EVERY = 2 if PROFILE == "deep" else 8


class Committing(Progress):
    """Progress of a command, beside which batches are committed, one at every few steps."""

    def __init__(self, month: Month) -> None:
        self.month, self.taken, self.commits = month, 0, 0

    @contextmanager
    def steps(self, title: str, total: int) -> Iterator[OnStep]:
        with super().steps(title, total):
            yield self._step

    def _step(self, _: int) -> None:
        self.taken += 1
        if self.taken % EVERY == 0:
            self.commits += self.month.commit()


@pytest.fixture
def beside(month: Month) -> Lakehouse:
    """The lake as a command has it whose every few steps find another batch committed."""
    return Lakehouse(month.lake.home, month.lake.config, Committing(month))


def commits(lakehouse: Lakehouse) -> int:
    assert isinstance(lakehouse.progress, Committing)
    return lakehouse.progress.commits


@pytest.mark.deep
def test_verify_finds_no_difference_beside_runs(beside: Lakehouse) -> None:
    assert [found.table for found in verify_lake(beside).differences] == []
    assert commits(beside) > 1


@pytest.mark.deep
def test_a_published_file_shows_one_state_of_the_lake(month: Month, beside: Lakehouse) -> None:
    [orders] = month.lake.query("select count(*) as orders from lake.silver.fct_orders")
    publish(beside, ["growth", "finance"])
    assert commits(beside)
    with duckdb.connect() as connection:
        for team in ("growth", "finance"):
            file = month.lake.home.published / f"{team}.duckdb"
            connection.execute(f"attach '{file}' as {team} (read_only)")
        found = connection.execute(
            "select (select sum(orders) from finance.vw_revenue_daily), "
            "(select sum(orders) from growth.vw_platform_daily_performance_sessions)"
        ).fetchone()
    assert found == (orders["orders"], orders["orders"])


@pytest.mark.deep
def test_a_summary_shows_one_state_of_the_lake(month: Month) -> None:
    with month.lakehouse().reading() as connection:
        expected = list(summarize(connection))
        found = []
        for answer in summarize(connection):
            if not found:
                month.commit()
            found.append(answer)
    assert found == expected
