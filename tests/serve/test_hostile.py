"""Hostile requests: whatever stands in path and query, no answer is a bug, and each has a line."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import PROFILE
from tests.serve.conftest import Served

PATHS = ["metrics", "metrics/north-star", "metrics/engagement", "metrics/dau", "funnel"]
PATHS += ["cohorts/retention", "growth/levers"]
NAMES = ["limit", "offset", "segment", "period", "mode", "__proto__", "limit[]", ""]
VALUES = [
    *("all", "(unknown)", "daily", "on", "0", "1", "-1", "1e9", "9" * 400, "٣", "NaN", "null"),
    *("' or 1=1 --", "'; drop table x; --", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd"),
    *("\0", "\n\r\n", "\x1b[31m", "\u202e", "<script>alert(1)</script>", "=1+1", "%00", "a" * 5000),
]
#: Bytes as they may come over the wire: raw, or quoted, or half of it.
RAW = st.binary(max_size=60).map(lambda raw: bytes(each for each in raw if each > 32))
QUOTED = st.text(max_size=30).map(
    lambda text: quote(text.encode("utf-8", "surrogatepass")).encode()
)
VALUE = st.one_of(st.sampled_from(VALUES).map(lambda text: quote(text).encode()), RAW, QUOTED)
PAIR = st.tuples(st.one_of(st.sampled_from(NAMES).map(str.encode), RAW), VALUE).map(b"=".join)
QUERY = st.one_of(RAW, st.lists(PAIR, max_size=5).map(b"&".join))
MANY = 10_000 if PROFILE == "deep" else 300


@settings(max_examples=MANY)
@given(path=st.sampled_from(PATHS), query=QUERY)
def test_no_query_is_a_bug(served: Served, path: str, query: bytes) -> None:
    reply = served.client.get(path, query)
    assert reply.status in (200, 422)
    assert (reply.status == 200) == ("rows" in reply.json)
    assert len(reply.body) < 2_000 or reply.status == 200


@settings(max_examples=MANY // 6)
@given(path=st.one_of(QUOTED, RAW))
def test_no_path_is_a_bug(served: Served, path: bytes) -> None:
    text = path.decode("ascii", "replace")
    for address in (text, f"metrics/{text}", f"analysis/{text}"):
        assert served.client.get(address).status in (200, 403, 404)


def test_every_line_is_one(served: Served) -> None:
    if not (served.lakehouse.home.logs / "access.jsonl").exists():
        pytest.skip("nothing was asked here before")
    assert all(line["status"] < 500 or line["status"] == 503 for line in served.lines()[-50:])
