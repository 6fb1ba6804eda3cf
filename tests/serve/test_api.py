"""The API: rows as the views have them, statuses as they are promised, a line for each request."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import build_lake
from tests.serve.asgi import ANA, BO, Client
from tests.serve.conftest import SETTINGS, Serve, Served
from transforms.lake.connection import open_lake
from transforms.models.metrics import read_metrics
from transforms.serve.answers import plain
from transforms.serve.copies import Copy
from transforms.serve.reader import TooSlow, Unreadable

ENDPOINTS = [
    pytest.param(path, query, sql, id=f"{path}?{query}")
    for path, query, sql in (
        ("metrics/north-star", "", "vw_metrics where metric = 'weekly_buyers' and segment = 'all'"),
        ("metrics/dau", "segment=all", "vw_metrics where metric = 'dau' and segment = 'all'"),
        ("metrics/engagement", "", "vw_active_users_by_period where period = 'week'"),
        ("metrics/engagement", "period=daily", "vw_active_users_by_period where period = 'day'"),
        (
            "metrics/engagement",
            "period=monthly",
            "vw_active_users_by_period where period = 'month'",
        ),
        ("funnel", "", "vw_user_funnel where segment = 'all'"),
        ("funnel", "segment=%28unknown%29", "vw_user_funnel where segment = '(unknown)'"),
        (
            *("cohorts/retention", "period=weekly&mode=on_or_after"),
            "vw_retention where period = 'week' and mode = 'on_or_after' and segment = 'all'",
        ),
        ("growth/levers", "", "vw_growth_levers"),
    )
]
STATUSES = [
    pytest.param(*case, id=f"{case[0]} {case[1]}")
    for case in (
        (401, "GET", "metrics", "", None, "Bearer and a token"),
        (401, "GET", "metrics", "", "nobody-0123456789abcdef", "Bearer and a token"),
        (401, "GET", "no/such/path", "", None, "Bearer and a token"),
        (401, "POST", "analysis/run", "", None, "Bearer and a token"),
        (403, "GET", "metrics/revenue", "", ANA, "this is finance's; you are in growth"),
        (404, "GET", "metrics/happiness", "", ANA, "yours are activation_rate"),
        (404, "GET", "no/such/path", "", ANA, "Not Found"),
        (404, "GET", "metrics/", "", ANA, "Not Found"),
        (404, "GET", "analysis/20260101_000000_0123abcd", "", ANA, "no report of this id"),
        (404, "GET", "analysis/..%2F..%2Fconfig", "", ANA, "Not Found"),
        (405, "POST", "metrics", "", ANA, "Method Not Allowed"),
        (422, "GET", "funnel", "segment=x", ANA, "segment must be one of (unknown), "),
        (422, "GET", "metrics/dau", "segment=x", ANA, "got 'x'"),
        (422, "GET", "cohorts/retention", "period=yearly", ANA, "daily, weekly, monthly"),
        (422, "GET", "cohorts/retention", "mode=off", ANA, "on, on_or_after, bracket"),
        (422, "GET", "growth/levers", "color=red", ANA, "among limit, offset, got 'color'"),
        (422, "GET", "metrics", "limit=0", ANA, "limit should be greater than or equal to 1"),
        (422, "GET", "metrics", "limit=a", ANA, "limit should be a valid integer"),
        (422, "GET", "metrics", "limit=1&limit=2", ANA, "limit must stand once"),
    )
]


def asked(served: Served, sql: str) -> list[dict[str, Any]]:
    """What the lake says."""
    with open_lake(served.lakehouse.home, served.lakehouse.config, read_only=True) as lake:
        found = lake.execute(f"from lake.gold_growth.{sql}")
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return json.loads(json.dumps(rows, default=plain))


@pytest.mark.slow
@pytest.mark.parametrize(("path", "query", "sql"), ENDPOINTS)
def test_rows_are_the_views(served: Served, path: str, query: str, sql: str) -> None:
    reply = served.client.get(path, query)
    assert reply.status == 200, reply.body
    told, rows = reply.json, asked(served, sql)
    assert told["row_count"] == len(rows) > 0
    assert sorted(map(str, told["rows"])) == sorted(map(str, rows))
    assert told["snapshot_id"] > 0
    assert told["last_event_at"] == "2024-09-15T12:03:00Z"


def test_metrics_are_those_of_the_persons_teams(served: Served) -> None:
    for token, teams in ((ANA, {"growth"}), (BO, {each.team for each in read_metrics()})):
        rows = served.client.get("metrics", token=token).json["rows"]
        wanted = {each.name for each in read_metrics() if each.team in teams}
        assert {row["metric"] for row in rows} == wanted
    assert rows[0]["is_north_star"]


def test_a_metric_says_what_it_is(served: Served) -> None:
    told = served.client.get("metrics/north-star", "limit=1").json
    assert told["metric"] == {
        "metric": "weekly_buyers",
        "team": "growth",
        "unit": "count",
        "good": "up",
        "period": "week",
        "goal": None,
        "is_north_star": True,
        "summary": "persons who placed an order in the week, each once.",
    }
    assert not served.client.get("metrics/dau", "limit=1").json["metric"]["is_north_star"]


@pytest.mark.parametrize(("status", "method", "path", "query", "token", "said"), STATUSES)
def test_what_cannot_be_is_refused_with_a_sentence_and_a_line(
    served: Served, status: int, method: str, path: str, query: str, token: str | None, said: str
) -> None:
    reply = served.client.ask(method, f"/api/v1/{path}", query, token=token)
    assert (reply.status, said in reply.json["detail"]) == (status, True), reply.body
    assert ("www-authenticate" in reply.headers) == (status == 401)
    line = served.lines()[-1]
    assert (line["status"], line["rows"]) == (status, 0)
    assert line["who"] == ("ana" if token == ANA else "")
    assert line["what"].startswith(f"{method} /api/v1/")
    assert line["what"].endswith("?…") == bool(query)
    assert reply.headers["cache-control"] == "no-store"


def test_an_unknown_value_names_the_known_ones(served: Served) -> None:
    reply = served.client.get("funnel", "segment=x")
    assert reply.json["known"] == sorted(reply.json["known"])
    assert {"all", "(unknown)"} <= set(reply.json["known"])
    assert served.client.get("metrics/engagement", "period=x").json["known"] == [
        *("daily", "weekly", "monthly")
    ]


def test_an_answer_leaves_a_line_with_what_was_understood(served: Served) -> None:
    served.client.get("cohorts/retention", "period=monthly&limit=3")
    line = served.lines()[-1]
    assert line["what"] == "GET /api/v1/cohorts/retention?limit=3&period=monthly"
    assert (line["who"], line["status"], line["rows"]) == ("ana", 200, 3)
    assert line["at"].endswith("Z")
    assert line["ms"] > 0


def test_pages_put_together_are_all_rows(served: Served) -> None:
    whole = served.client.get("metrics/dau").json
    rows, offset = [], 0
    while offset is not None:
        page = served.client.get("metrics/dau", f"limit=50&offset={offset}").json
        rows += page["rows"]
        assert len(page["rows"]) <= 50
        offset = page["next_offset"]
    assert rows == whole["rows"]
    assert whole["row_count"] == len(rows) > 100
    beyond = served.client.get("metrics/dau", "offset=1000000000").json
    assert (beyond["rows"], beyond["next_offset"]) == ([], None)


def test_no_answer_has_more_rows_than_are_allowed(serve: Serve, shop: Path) -> None:
    client = serve(shop, api={"rows": 2}).client
    for query in ("", "limit=1000"):
        told = client.get("metrics/dau", query).json
        assert (len(told["rows"]), told["next_offset"]) == (2, 2)


def test_who_has_an_answer_gets_it_once(served: Served) -> None:
    first = served.client.get("funnel")
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Authorization"
    for known in (etag, f'"x", W/{etag}'):
        again = served.client.get("funnel", headers=[(b"if-none-match", known.encode())])
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
        assert served.lines()[-1]["rows"] == 0
    assert served.client.get("funnel", headers=[(b"if-none-match", b'"x"')]).status == 200


@pytest.mark.slow
def test_an_answer_is_another_after_a_commit_and_with_other_settings(
    serve: Serve, copy: Path
) -> None:
    served = serve(copy)
    before = served.client.get("metrics/dau")
    other = serve(copy, api={"rows": 999}).client.get("metrics/dau")
    assert other.json["snapshot_id"] == before.json["snapshot_id"]
    assert other.headers["etag"] != before.headers["etag"]
    lake = build_lake(
        copy,
        [b'{"event_name": "view_item", "user_pseudo_id": "new", "event_timestamp": 1726401000}\n'],
        SETTINGS,
    )
    lake.close()
    etag = before.headers["etag"].encode()
    after = served.client.get("metrics/dau", headers=[(b"if-none-match", etag)])
    assert (after.status, after.json["last_event_at"]) == (200, "2024-09-15T12:03:00Z")
    assert after.json["snapshot_id"] > before.json["snapshot_id"]
    rows = [told.json["rows"][-1]["value"] for told in (before, after)]
    assert float(rows[1]) == float(rows[0]) + 1


def test_personal_columns_are_kept_back(
    serve: Serve, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEHOUSE_PSEUDONYM_KEY", "0123456789abcdef" * 2)
    publish = {"left_out": ["users"], "pseudonymised": ["vw_user_funnel.stage"]}
    plainly = serve(shop).client.get("funnel").json["rows"]
    rows = serve(shop, publish=publish).client.get("funnel").json["rows"]
    assert [set(row) for row in rows] == [set(row) - {"users"} for row in plainly]
    assert all(len(row["stage"]) == 64 for row in rows)
    left_out = {"left_out": ["segment"]}
    client = serve(shop, publish=left_out).client
    assert client.get("funnel", "segment=%28unknown%29").json["known"] == ["all"]
    assert {row["value"] for row in client.get("metrics").json["rows"]} == {None}


def test_no_secret_is_in_any_file_or_log(
    serve: Serve, copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(copy)
    for path in (f"metrics/{ANA}", f"{BO}/x", f"metrics/%61{ANA[1:]}"):
        for query in (f"token={ANA}", f"segment={BO}", BO):
            served.client.get(path, query)
            served.client.get(path, query, token=f"{BO}x")
            served.client.get("funnel", query)
    files = [path.read_bytes() for path in copy.rglob("*") if path.is_file()]
    assert len(served.lines()) == 27
    assert not [each for each in files if ANA.encode() in each or BO.encode() in each]
    assert ANA not in caplog.text
    assert BO not in caplog.text


def test_more_requests_than_allowed_are_sent_away(served: Served, monkeypatch: Any) -> None:
    gate: Any = served.client.app
    monkeypatch.setattr(gate, "_at_work", gate._settings.requests)
    reply = served.client.get("metrics")
    assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    assert served.lines()[-1]["status"] == 503


@pytest.mark.parametrize(
    "header",
    [
        (b"content-length", b"4097"),
        (b"content-length", b"9" * 100),
        (b"content-length", "٣".encode()),
        (b"transfer-encoding", b"chunked"),
    ],
)
def test_a_body_is_small_and_says_how_small(served: Served, header: tuple[bytes, bytes]) -> None:
    assert served.client.post("analysis/run", headers=[header]).status == 413
    assert served.client.get("funnel", headers=[(b"content-length", b"4096")]).status == 200


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Unreadable(), 503, "cannot be read at the moment"),
        (TooSlow(), 504, "longer than `api.seconds`"),
        (KeyError("a bug"), 500, "a bug"),
    ],
)
def test_what_goes_wrong_is_told_without_its_inside(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, said: str
) -> None:
    def fail(*_: object) -> Copy:
        raise error

    monkeypatch.setattr(served.copies, "wish", fail)
    reply = served.client.get("metrics")
    assert (reply.status, said in reply.json["detail"]) == (status, True)
    assert served.lines()[-1]["status"] == status
    assert ("retry-after" in reply.headers) == (status == 503)


def test_nothing_is_answered_that_cannot_be_logged(serve: Serve, copy: Path) -> None:
    served = serve(copy)
    log = served.lakehouse.home.logs / "access.jsonl"
    log.unlink()
    log.mkdir()
    reply = served.client.get("metrics")
    assert (reply.status, reply.json["detail"]) == (503, "the access log takes no line")


def test_the_manual_and_openapi_are_for_everybody_and_load_nothing(served: Served) -> None:
    page = served.client.get("docs", token=None)
    assert page.status == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    text = page.body.decode()
    assert not [sign for sign in ("<script", "src=", "@import", "url(", "<link") if sign in text]
    openapi = served.client.get("openapi.json", token=None).json
    assert len(openapi["paths"]) == 9
    assert all(path in text for path in openapi["paths"])
    assert openapi["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    engagement = openapi["paths"]["/api/v1/metrics/engagement"]["get"]
    assert [each["name"] for each in engagement["parameters"]] == ["limit", "offset", "period"]


def test_the_client_is_known_by_the_header_alone(served: Served) -> None:
    client: Client = served.client
    for value in (b"", b"Basic " + ANA.encode(), ANA.encode(), b"Bearer", b"Bearer \xff\xfe" * 9):
        reply = client.get("metrics", token=None, headers=[(b"authorization", value)])
        assert reply.status == 401
    assert client.get("metrics", f"access_token={ANA}", token=None).status == 401
    lower = [(b"authorization", b"bearer  " + ANA.encode())]
    assert client.get("metrics", token=None, headers=lower).status == 200
