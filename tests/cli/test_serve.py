"""serve: a real server on loopback, from its start to its end, and what keeps it from starting."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.shop import SETTINGS, Shop
from tests.paths import PROJECT

TOKEN = "ana-0123456789abcdef"  # noqa: S105 - of a server that lives for a moment
ALLOWED = json.dumps(SETTINGS | {"access": {"ana": ["growth"]}})


def heeding_ctrl_c() -> None:
    """Let a child heed Ctrl-C even where the tests run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(shop: Shop) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on a free port."""
    command = [sys.executable, str(PROJECT / "etl.py"), "serve", "--home", str(shop.home)]
    server = subprocess.Popen(
        [*command, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LAKEHOUSE_TOKEN_ANA": TOKEN},
        preexec_fn=heeding_ctrl_c,
        text=True,
    )
    try:
        assert server.stdout
        said = server.stdout.readline()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/api/v1/docs\n", said)
        assert found, (said, server.stderr and server.stderr.read())
        yield server, int(found[1])
    finally:
        server.kill()
        server.communicate()


def got(port: int, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    return reply.status, content


def test_it_answers_and_ends_as_it_is_asked_to(loaded: Shop) -> None:
    loaded.settings(ALLOWED)
    with running(loaded) as (server, port):
        status, content = got(port, "/api/v1/metrics/dau")
        assert (status, json.loads(content)["metric"]["metric"]) == (200, "dau")
        assert got(port, "/api/v1/metrics/dau", "nobody")[0] == 401
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(b"\x00\xff no http\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400")
        server.send_signal(signal.SIGTERM)
        out, err = server.communicate(timeout=60)
        assert (server.returncode, out) == (0, "")
        assert TOKEN not in err
        assert "Traceback" not in err
    lines = (loaded.home / "logs" / "access.jsonl").read_text().splitlines()
    assert [json.loads(line)["status"] for line in lines] == [200, 401]
    assert not list((loaded.home / "tmp").iterdir())


@pytest.mark.slow
def test_ctrl_c_ends_it_with_130(loaded: Shop) -> None:
    loaded.settings(ALLOWED)
    with running(loaded) as (server, _):
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=60)
        assert server.returncode == 130
        assert "Traceback" not in err


@pytest.fixture
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEHOUSE_TOKEN_ANA", TOKEN)


@pytest.mark.usefixtures("_known")
def test_a_port_that_is_taken_is_69(loaded: Shop) -> None:
    loaded.settings(ALLOWED)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = loaded.call("serve", "--port", port)
    assert ended.code == 69
    assert f"127.0.0.1:{port} must be a free address of this machine" in ended.err


@pytest.mark.usefixtures("_known")
def test_a_host_that_is_none_is_2(loaded: Shop) -> None:
    loaded.settings(ALLOWED)
    ended = loaded.call("serve", "--host", "no host", "--port", "0")
    assert ended.code == 2
    assert "--host must be an address of this machine, got 'no host'" in ended.err
    assert "tokens are safe behind TLS alone" in ended.err


@pytest.mark.usefixtures("_known")
def test_before_the_first_run_it_is_69(new_shop: Shop) -> None:
    new_shop.settings(ALLOWED)
    assert new_shop.call("serve").code == 69


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "access must name a person and their teams"),
        ({"access": {"ana": ["sales"]}}, "access.ana.0 should be 'growth', "),
        ({"access": {"Ana": []}}, "a name of small letters"),
        ({"access": {"ana": []}, "growth": {"north_star": "x"}}, "growth.north_star must be"),
        ({"access": {"ana": []}, "publish": {"left_out": ["x"]}}, "publish.left_out must name"),
        ({"access": {"ana": []}, "growth": {"power_user_days": 9}}, "`etl.py run` makes them anew"),
    ],
)
@pytest.mark.usefixtures("_known")
def test_settings_that_cannot_be_are_78(
    loaded: Shop, settings: dict[str, object], said: str
) -> None:
    loaded.settings(json.dumps(SETTINGS | settings))
    ended = loaded.call("serve", "--port", "0")
    assert (ended.code, said in ended.err) == (78, True), ended.err


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch, loaded: Shop) -> None:
    monkeypatch.setattr("transforms.serve.extra.find_spec", lambda _: None)
    ended = loaded.call("serve")
    assert ended.code == 78
    assert "needs the extra `api` (pip install '.[api]'), got no fastapi, uvicorn" in ended.err


def test_logs_lie_in_a_folder_of_their_own(loaded: Shop) -> None:
    for folder in ("logs", "reports"):
        loaded.settings(json.dumps(SETTINGS | {"source": {"inbox": folder}}))
        ended = loaded.call("status")
        assert ended.code == 78
        assert Path(folder).name in ended.err
