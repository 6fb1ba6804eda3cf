"""features: what is said of stores and files, what goes wrong, and erasing behind a push."""

from pathlib import Path

import pytest

from tests.cli.shop import Shop
from tests.events import DAY, event, lines
from tests.online_stores import needs_redis, redis_server

PERSON = "zoe@shop.example"
VISITS = lines(
    event("page_view", "phone", 0, user_id=PERSON),
    event("page_view", "other", 1),
    event("page_view", "later", DAY),
)


@pytest.fixture
def visited(shop: Shop) -> Shop:
    shop.put("a.jsonl", VISITS)
    assert shop.call("run").code == 0
    return shop


@pytest.mark.slow
@needs_redis
def test_a_person_is_erased_from_stores_when_they_answer(visited: Shop) -> None:
    with redis_server() as address:
        pushed = visited.call("features", "push", "--to", address)
        assert pushed.code == 0, pushed.err
        assert "2 people with 28 features before 2024-03-02 pushed to" in pushed.out
        listed = visited.call("features", "status", "--format", "json").rows
        assert [(row["store"], row["state"], row["people"]) for row in listed] == [
            (address, "current", 2)
        ]
        told = visited.call("features", "erase", "--user", PERSON)
        assert (told.code, "1 record of the person erased" in told.out) == (0, True)
        assert "the next push brings back whom it has" in told.out
        assert visited.call("features", "push", "--to", address).code == 0
    away = visited.call("erase", "--user", PERSON)
    assert (away.code, "must answer, got ConnectionError" in away.err) == (69, True)
    assert "an erasure is not finished" in visited.call("run").err
    assert visited.ask("select count(*) as n from fct_events") == [{"n": 2}]
    port = int(address.rpartition(":")[2].partition("/")[0])
    with redis_server(port=port) as again:
        assert again == address
        assert visited.call("features", "push", "--to", address).code == 0
        done = visited.call("erase", "--user", PERSON)
        assert done.code == 0, done.err
        assert f"0 of {address}" in done.out
    assert PERSON not in away.out + away.err + done.out + done.err


def test_nothing_pushed_is_told(visited: Shop) -> None:
    assert visited.call("features", "status", "--format", "json").rows == []
    assert "nothing is pushed" in visited.call("features", "erase", "--user", "x").out


def test_features_are_exported(visited: Shop, tmp_path: Path) -> None:
    target = tmp_path / "f.csv"
    words = ("features", "export", "--at", "2024-03-02", "--out", str(target))
    young = visited.call(*words)
    assert (young.code, "--unlabelled writes features alone" in young.err) == (2, True)
    ended = visited.call(*words, "--unlabelled", "--format", "csv")
    assert (ended.code, ended.out) == (0, f"2 rows of 1 cutoff written to {target}\n")
    assert target.read_text().startswith("user_id,cutoff,recency_days")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("push",), "push must have --to, got none", id="no store"),
        pytest.param(("erase",), "erase must have --user, got none", id="nobody"),
        pytest.param(("export", "--at", "2024-01-01"), "export must have --out", id="no file"),
        pytest.param(("status", "--at", "x"), "--at goes with export, got status", id="a day"),
        pytest.param(("status", "--format", "parquet"), "must be table, csv or json", id="form"),
        pytest.param(
            ("push", "--to", "redis://a", "--cutoff", "x"), "--cutoff must be a day", id="no day"
        ),
        pytest.param(("push", "--to", "redis://u:canary1@h"), "--to must be redis://", id="secret"),
    ],
)
def test_wrong_words_are_told(shop: Shop, words: tuple[str, ...], said: str) -> None:
    ended = shop.call("features", *words)
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert "canary1" not in ended.err


def test_a_table_that_is_not_there_is_a_wrong_setting(
    visited: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    ended = visited.call("features", "push", "--to", "dynamodb://features")
    assert (ended.code, "Traceback" in ended.err) == (78, False), ended.err
