"""Texts that a terminal or rich would obey: every command shows them as they are."""

import csv
import io
import json
import re
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.cli.shop import SETTINGS, Ended, Shop, Unheard, called
from tests.events import event, item, lines
from transforms.query.questions import read_questions

#: What came in, and how it is shown: markup as it is, what is obeyed or not seen as an escape.
TEXTS = {
    ":x:": ":x:",
    r"\[/]": r"\[/]",
    "[red]": "[red]",
    r"web\[/x]": r"web\[/x]",
    r"a\[bold]x": r"a\[bold]x",
    "[link=http://a.b]x[/link]": "[link=http://a.b]x[/link]",
    "ends\\": "ends\\",
    "{{ 7 * 7 }} %s {0}": "{{ 7 * 7 }} %s {0}",
    "\x1b[31mred\x1b[0m": r"\x1b[31mred\x1b[0m",
    "\x1b[2Jgone": r"\x1b[2Jgone",
    "\x1b]0;title\x07": r"\x1b]0;title\x07",
    "\x9b31mred": r"\x9b31mred",
    "a\u202etxt.exe": r"a\u202etxt.exe",
    "a\u200fb\u2066c": r"a\u200fb\u2066c",
    "a\u200bb\rc\u2028d": r"a\u200bb\rc\u2028d",
}
#: What is tried alone every time; the others are deep.
USUAL = [
    pytest.param(text, id=shown, marks=pytest.mark.deep if number % 5 else [])
    for number, (text, shown) in enumerate(TEXTS.items())
]
ID = "processing_batch_20260101_000000_0123456789ab"


def bought(number: int, text: str) -> bytes:
    """Events that have a text in every field that a view shows, and a broken line."""
    shown = item(
        f"p{text}", price=5, item_name=text, item_list_id=text, item_list_name=text, index=1
    )
    fields = {"platform": text, "page_title": text, "items": [shown], f"field {text}": 1}
    told = {"transaction_id": text, "coupon": text, "value": 5, "currency": "USD"}
    visitor = f"v{text}"
    return (
        lines(
            event("view_item_list", visitor, number, **fields),
            event("select_item", visitor, number + 0.1, **fields),
            event("purchase", visitor, number + 0.2, **fields, **told),
        )
        + f"broken {text}\n".encode()
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of such texts, in a folder of such a name."""
    home = tmp_path_factory.mktemp("homes") / "[red] :x:"
    home.mkdir()
    (home / "config.json").write_text(json.dumps(SETTINGS))
    shop = Shop(home, Unheard())
    for text in TEXTS:
        shop.put(f"{text.replace('/', '|')}.jsonl.gz", b"no gzip")
    shop.put("all.jsonl", b"".join(bought(number, text) for number, text in enumerate(TEXTS)))
    assert shop.call("run").code == 0
    reason = json.dumps({"error": " ".join(TEXTS)})
    aside = home / "dead_letter" / "batches"
    aside.mkdir(exist_ok=True)
    (aside / f"{ID}.reason.json").write_text(reason)
    return home


@pytest.fixture
def shop(home: Path, capsys: pytest.CaptureFixture[str]) -> Shop:
    return Shop(home, capsys)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print as if to a terminal, of 80 columns and without colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")


def seen(ended: Ended) -> str:
    """What was printed, if there is nothing in it that a terminal obeys or hides."""
    printed = ended.out + ended.err
    odd = {c for c in printed if unicodedata.category(c)[0] == "C" or c in "\u2028\u2029"}
    assert odd <= {"\n"}
    return printed


READING = [
    ("status",),
    ("status", "--json"),
    ("summary",),
    ("questions",),
    *[("questions", str(each.number)) for each in read_questions()],
    ("questions", "5", "--format", "json"),
    ("questions", "17", "--sql"),
    ("dead-letters",),
    ("dead-letters", "--format", "json"),
    ("dead-letters", "show", "--limit", "99"),
    ("dead-letters", "show", "--format", "json"),
    ("query", "from fct_events order by all"),
    ("query", "from dead_letters order by all", "--format", "json"),
    ("run", "--dry-run"),
    ("maintain", "--dry-run"),
    ("erase", "--dry-run", "--user", r"v\[/]"),
    ("render", "fct_orders"),
    ("schedule", "--cron"),
    ("schedule", "--systemd"),
]


@pytest.mark.slow
@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_command_that_reads_shows_what_there_is(shop: Shop, arguments: tuple[str, ...]) -> None:
    if "--dry-run" in arguments and arguments[0] == "run":
        for text in TEXTS:
            shop.put(f"{text.replace('/', '|')} again.jsonl.gz", b"no gzip")
    ended = shop.call(*arguments)
    assert ended.code == 0, ended.err
    printed = seen(ended)
    if arguments[:3] == ("dead-letters", "show", "--limit"):
        lines_shown = printed.splitlines()
        assert all(f"  broken {each}" in lines_shown for each in TEXTS.values())


@pytest.mark.parametrize("text", USUAL)
@pytest.mark.parametrize("place", ["terminal", "pipe"])
def test_a_cell_and_a_heading_are_shown_as_they_are(
    shop: Shop, place: str, text: str, request: pytest.FixtureRequest
) -> None:
    if place == "terminal":
        request.getfixturevalue("terminal")
    quoted = text.replace('"', '""')
    ended = shop.call("query", f'select page_title as "{quoted}" from fct_events order by all')
    assert ended.code == 0
    printed = seen(ended).splitlines()
    assert printed[0].strip() == TEXTS[text]
    assert {line.strip() for line in printed[2:]} == set(TEXTS.values())


@pytest.mark.parametrize(
    ("arguments", "prefix"),
    [
        pytest.param(("summary",), "", id="platforms of the summary"),
        pytest.param(("questions", "4"), "", id="platforms"),
        pytest.param(("questions", "5"), "", id="lists"),
        pytest.param(("questions", "15"), "p", id="products"),
        pytest.param(("questions", "17"), "", id="orders"),
    ],
)
def test_names_of_the_shop_are_shown_as_they_are(
    shop: Shop, arguments: tuple[str, ...], prefix: str
) -> None:
    printed = seen(shop.call(*arguments)).lower()  # platforms are kept in capitals
    shown = [each for each in TEXTS.values() if f"{prefix}{each}".lower() in printed]
    assert len(shown) >= (10 if arguments == ("summary",) else len(TEXTS))


def test_coupons_are_shown_as_they_are(shop: Shop) -> None:
    printed = seen(shop.call("questions", "10")).lower()
    assert all(each.lower() in printed for each in TEXTS.values())


def test_fields_without_a_rule_are_shown_as_they_are(shop: Shop) -> None:
    printed = seen(shop.call("query", "select distinct field from ops.field_drift"))
    assert all(f"field {shown}" in printed for shown in TEXTS.values())


def test_csv_keeps_the_bytes_for_a_pipe_and_not_for_a_terminal(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "select distinct page_title from fct_events"
    ended = shop.call("query", sql, "--format", "csv")
    assert {row[0] for row in csv.reader(io.StringIO(ended.out, newline=""))} - {"page_title"} == (
        set(TEXTS)
    )
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    seen(shop.call("query", sql, "--format", "csv"))


def test_json_says_the_same_in_characters_that_are_seen(shop: Shop) -> None:
    ended = shop.call("query", "select distinct page_title as t from fct_events", "--format=json")
    seen(ended)
    assert {row["t"] for row in ended.rows} == set(TEXTS)


@pytest.mark.parametrize("text", USUAL)
def test_an_error_shows_what_was_given(
    shop: Shop, home: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    name = text.replace("/", "|")
    ended = shop.call("run", f"{home}/missing {name}")
    assert ended.code == 66
    assert TEXTS[text].replace("/", "|") in seen(ended)
    assert TEXTS[text].replace("/", "|") in re.sub(r"\n *", "", seen(shop.call("status")))
    wrong = [("query", f"select '{text}", "--home", str(home)), ("render", text)]
    for arguments in (*wrong, ("status", f"--{text}"), (f"--{text}",), (text,)):
        ended = called(capsys, *arguments)
        assert ended.code == 2, arguments
        seen(ended)


@pytest.mark.deep
@pytest.mark.usefixtures("terminal")
def test_a_command_that_writes_shows_what_there_is(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(tmp_path / home.name, capsys)
    shutil.copytree(home, shop.home)
    (shop.home / "dead_letter" / "batches" / f"{ID}.reason.json").unlink()
    for number, text in enumerate(TEXTS):
        seen_late = event("page_view", text, 60 + number)
        shop.put(f"{text.replace('/', '|')} late.jsonl", lines(seen_late))
    shop.put("late.jsonl", bought(60, r"\[/]"))
    for arguments in (
        ("ingest",),
        ("process",),
        ("run", "--log-format", "json"),
        ("dead-letters", "retry"),
        ("replay",),
        ("verify",),
        ("publish",),
        ("docs",),
        ("maintain",),
        ("erase", "--user", r"v\[/]"),
    ):
        ended = shop.call(*arguments)
        assert ended.code == 0, (arguments, ended.err)
        seen(ended)
    for arguments in (("doctor",), ("doctor", "--json")):
        seen(shop.call(*arguments))
    for arguments in (
        ("init", str(tmp_path / "\x1b[31m[/x] :x:")),
        ("generate", "--events", "1000", "--out", str(tmp_path / "\u202e[/x] :x:")),
    ):
        ended = called(capsys, *arguments)
        assert ended.code == 0, ended.err
        assert "[/x] :x:" in seen(ended)
