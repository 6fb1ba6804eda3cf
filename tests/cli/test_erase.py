"""`erase`: what it says, and what it never says."""

import io
import shutil
from pathlib import Path

import pytest

from tests.cli.shop import Shop, Unheard
from tests.events import event, lines
from tests.privacy.grep import paths_naming

PERSON = "zoe@shop.example"
EVENTS = lines(
    event("page_view", "zoes-phone", 0, user_id=PERSON),
    event("page_view", "zoes-phone", 1),
    event("page_view", "other", 2),
)


@pytest.fixture(scope="module")
def home(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one batch."""
    home = tmp_path_factory.mktemp("visited") / "shop"
    shutil.copytree(homes / "opened", home)
    shop = Shop(home, Unheard())
    shop.put("a.jsonl", EVENTS)
    assert shop.call("run").code == 0
    return home


@pytest.fixture
def visited(new_shop: Shop, home: Path) -> Shop:
    shutil.copytree(home, new_shop.home, dirs_exist_ok=True)
    return new_shop


@pytest.mark.deep
def test_a_person_is_counted_and_then_erased_without_a_word_of_them(
    visited: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["etl.py", "erase", "--user", PERSON])
    monkeypatch.setenv("LAKEHOUSE_PSEUDONYM_KEY", "0123456789abcdef")
    told = visited.call("erase", "--user", PERSON, "--dry-run")
    assert told.code == 0, told.err
    assert "2, of them 1 visitor" in told.out
    assert visited.ask("select count(*) as n from fct_events") == [{"n": 3}]
    with monkeypatch.context() as patch:
        patch.setenv("LAKEHOUSE_PSEUDONYM_KEY", "0" * 64)
        weak = visited.call("erase", "--user", PERSON)
    assert (weak.code, "8 of them different, got 64 characters, 1 of them" in weak.err) == (
        78,
        True,
    )
    done = visited.call("erase", "--user", PERSON)
    assert (done.code, "2 of 1 batch" in done.out) == (0, True)
    assert PERSON not in told.out + told.err + done.out + done.err
    assert visited.ask("select visitor_id from fct_events") == [{"visitor_id": "other"}]
    assert len(visited.ask("select pseudonym from ops.erasures")[0]["pseudonym"]) == 64
    assert "erase --user ***" in (visited.home / "warehouse" / "last_run.json").read_text()
    assert paths_naming(visited.home, {PERSON, "zoes-phone"}) == []
    assert visited.call("verify", "--from-archive").code == 0
    again = visited.call("erase", "--user", PERSON)
    assert (again.code, PERSON in again.err) == (66, False)


@pytest.mark.slow
def test_the_id_may_come_from_standard_input(
    visited: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PERSON}\n"))
    assert visited.call("erase", "--user", "-").code == 0
    assert paths_naming(visited.home, {PERSON}) == []


def test_without_an_id_nobody_is_erased(visited: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    for arguments in (["--user", "-"], ["--user", ""]):
        ended = visited.call("erase", *arguments)
        assert (ended.code, "--user must be an id" in ended.err) == (2, True)
    assert visited.ask("select count(*) as n from fct_events") == [{"n": 3}]


def test_a_run_says_that_an_erasure_is_not_finished(visited: Shop) -> None:
    (visited.home / "warehouse" / "erasing.json").write_text("not a journal")
    assert "an erasure is not finished" in visited.call("run").err
    ended = visited.call("erase", "--user", PERSON)
    assert (ended.code, "must be the journal of an erasure" in ended.err) == (74, True)
