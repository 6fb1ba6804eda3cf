"""Twenty canary secrets, in the environment and in addresses: none comes out anywhere."""

import json
from pathlib import Path

import pytest

from tests.cli.shop import BAD, EVENTS, Ended, Shop, called

NAMES = [
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGPASSWORD"),
    *("LAKEHOUSE_PSEUDONYM_KEY", "SLACK_TOKEN", "DB_PASSWORD", "CLIENT_SECRET", "MY_APIKEY"),
    *("GIT_CREDENTIALS",),
]
CANARY = {name: f"canary/{number:02}+{name[::-1]}" for number, name in enumerate(NAMES)}
PROXY, STORE, QUEUE, ENDPOINT, CATALOG, QUOTED, SIGNED, KEYED, TYPED, BUG = (
    f"canary-{number:02}-elsewhere" for number in range(10, 20)
)
ALL = {**CANARY, **{each: each for each in (PROXY, STORE, QUEUE, ENDPOINT, CATALOG, QUOTED)}}
ALL |= {each: each for each in (SIGNED, KEYED, TYPED, BUG)}
NOWHERE = "127.0.0.1:9"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CANARY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ALL_PROXY_OF_MINE", f"http://me:{PROXY}@proxy")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://me:{STORE}@{NOWHERE}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("LAKEHOUSE_LOG_LEVEL", "debug")
    monkeypatch.setattr("transforms.system.redaction._remembered", set())


def queue(**more: str) -> dict[str, str]:
    return {
        "queue_url": f"http://{NOWHERE}/1/orders",
        "endpoint_url": f"http://{NOWHERE}",
        "region": "eu-west-1",
        **more,
    }


SETTINGS: dict[str, object] = {
    "a queue that does not answer": {"sqs": queue()},
    "a queue by its password": {
        "sqs": queue(
            queue_url=f"http://me:{QUEUE}@{NOWHERE}/1/orders?X-Amz-Signature={SIGNED}",
            endpoint_url=f"http://me:{ENDPOINT}@{NOWHERE}",
        )
    },
    "a catalog that does not answer": {
        "warehouse": {
            "catalog": f"postgres:host=127.0.0.1 port=9 dbname=x password={CATALOG} user=me"
        }
    },
    "a catalog by its address": {
        "warehouse": {"catalog": f"postgres:postgresql://me:{CATALOG}@{NOWHERE}/lake"}
    },
    "a quoted password": {
        "warehouse": {"catalog": f"postgres:host=127.0.0.1 port=9 password='{QUOTED} b'"}
    },
    "an unknown kind of catalog": {"warehouse": {"catalog": f"mysql://me:{CATALOG}@host/lake"}},
    "a store that does not answer": {"warehouse": {"data_path": "s3://bucket/lake"}},
    "a store with its key": {
        "warehouse": {"data_path": f"s3://bucket/lake?s3_secret_access_key={KEYED}"}
    },
    "a wrong type": {"sqs": [queue(queue_url=f"http://me:{QUEUE}@x", token=TYPED)]},
    "a value out of range": {"sqs": {"delete": f"http://me:{QUEUE}@x"}},
    "an unknown key": {"sqs": {"password": TYPED}},
    "secrets where settings belong": {"sqs": {"max_seconds": f"token={TYPED}"}},
}
COMMANDS = [
    *(("run",), ("run", "--log-format", "json"), ("run", "--dry-run"), ("ingest",), ("process",)),
    *(("replay",), ("verify",), ("status",), ("status", "--json"), ("query", "select 1")),
    *(("doctor",), ("doctor", "--json"), ("summary",), ("schedule", "--cron")),
]


def check_nothing_shows(home: Path, *ended: Ended) -> None:
    said = "\n".join(each.out + each.err for each in ended).encode()
    files = {
        path: path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and path.name != "config.json"
    }
    for place, content in {**files, Path("what was said"): said}.items():
        shown = [name for name, value in ALL.items() if value.encode() in content]
        assert not shown, f"{place} shows {shown}"


@pytest.mark.deep
@pytest.mark.parametrize("case", SETTINGS)
def test_no_command_shows_a_secret_of_its_settings(loaded: Shop, case: str) -> None:
    loaded.put("a.jsonl", EVENTS + BAD)
    loaded.settings(json.dumps(SETTINGS[case]))
    check_nothing_shows(loaded.home, *(loaded.call(*command) for command in COMMANDS))


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("a queue that does not answer", 69),
        ("a queue by its password", 78),
        ("a catalog that does not answer", 69),
        ("a catalog by its address", 69),
        ("an unknown kind of catalog", 78),
        ("a store with its key", 78),
        ("a wrong type", 78),
    ],
)
def test_a_run_that_fails_shows_no_secret_of_its_settings(
    new_shop: Shop, case: str, code: int
) -> None:
    new_shop.put("a.jsonl", EVENTS)
    new_shop.settings(json.dumps(SETTINGS[case]))
    for form in ("text", "json"):
        ended = new_shop.call("run", "--log-format", form)
        assert ended.code == code, ended.err
        assert "***" in ended.err or case == "a queue that does not answer"
        check_nothing_shows(new_shop.home, ended)


@pytest.mark.slow
def test_a_failed_batch_and_a_refused_file_show_no_secret(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.put("a.jsonl", EVENTS)
    shop.put(f"{BUG}.jsonl.gz", b"no gzip")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, f"no room for {CANARY['PGPASSWORD']} at http://me:{QUEUE}@x")

    with monkeypatch.context() as patch:
        patch.setenv("A_SECRET", BUG)
        patch.setattr("transforms.load.loader.materialize_silver", fail)
        ended = [shop.call("run"), shop.call("status"), shop.call("status", "--json")]
        reasons = list((shop.home / "dead_letter" / "files").glob("*.reason.json"))
        assert BUG not in reasons[0].read_text()
    assert ended[0].code == 74
    assert "***" in shop.ask("select error from ops.batches where state = 'failed'")[0]["error"]
    reasons[0].with_name(reasons[0].name.removesuffix(".reason.json")).unlink()
    check_nothing_shows(shop.home, *ended)


def test_a_bug_shows_its_stack_trace_and_no_secret(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError(f"password='{BUG}' {CANARY['AWS_SESSION_TOKEN']}")

    monkeypatch.setattr("transforms.load.process.process_staging", fail)
    for form in ("text", "json"):
        ended = shop.call("run", "--log-format", form)
        assert ended.code == 1
        assert "ZeroDivisionError: password=***" in ended.err
        assert "Traceback" in ended.err
        check_nothing_shows(shop.home, ended)


def test_wrong_arguments_show_no_secret(
    new_shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEHOUSE_HOME", str(new_shop.home))
    address = f"postgres://me:{TYPED}@host/lake"
    for arguments in (("status", address), (address,), ("run", address), ("init", "a", address)):
        ended = called(capsys, *arguments)
        assert ended.code in (2, 66)
        assert "***" in ended.err
        check_nothing_shows(new_shop.home, ended)
