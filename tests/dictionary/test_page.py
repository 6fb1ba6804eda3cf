"""The page: whole, self-contained, and safe whatever the headers say."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from transforms.config import Config
from transforms.dictionary import page as pages
from transforms.dictionary.entries import Dictionary, read_dictionary
from transforms.dictionary.facts import Facts, Finding
from transforms.dictionary.page import page
from transforms.models.checks import read_checks
from transforms.models.comments import tables
from transforms.models.model import views

AT = datetime(2026, 3, 1, 12)
FACTS = Facts(
    batches=2,
    lines=1234567,
    loaded_at=AT,
    last_event_at=None,
    rows={"fct_events": 7654321},
    findings={"currencies_have_rates": Finding(4321, AT), "fct_orders_key": Finding(0, AT)},
)
HOSTILE = "<script>alert(1)</script> `</code><img src=x onerror=alert(2)>` \" ' &lt; {{ 7 * 7 }}"
CHROMIUM = shutil.which("chromium")
VOID = {"meta", "input", "wbr", "path", "rect"}


class Page(HTMLParser):
    """Reads a page: its elements, the texts of each id, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.entry = ""
        self.text: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "article":
            self.entry = dict(attrs)["id"] or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return  # a browser writes </path>
        assert self.open.pop() == tag
        if tag == "article":
            self.entry = ""

    def handle_data(self, data: str) -> None:
        self.text[self.entry] = self.text.get(self.entry, "") + data


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return read_dictionary(Config())


@pytest.fixture(scope="module")
def full(dictionary: Dictionary) -> str:
    return page(dictionary, FACTS, Config())


def test_every_table_view_column_and_check_is_in_it(dictionary: Dictionary, full: str) -> None:
    read = Page(full)
    assert not read.open
    for entry in dictionary.entries:
        text = read.text[entry.model.title]
        rows = [entry.model.grain, entry.model.owner, *entry.model.key]
        rows += [part for each in entry.columns for part in (each.name, each.type)]
        rows += [check.name for check in entry.checks]
        assert not [row for row in rows if row.replace("`", "") not in text]
        for column in entry.columns:
            assert column.meaning.replace("`", "").partition(" (")[0].partition(".")[0][:40] in text
    ids = {attributes.get("id") for _, attributes in read.tags}
    assert {f"check-{check.name}" for check in read_checks()} <= ids


def test_every_check_guards_something(dictionary: Dictionary) -> None:
    guarded = {check.name: entry for entry in dictionary.entries for check in entry.checks}
    assert {check.name for check in read_checks()} <= set(guarded)
    by_name = {entry.model.name: entry for entry in dictionary.entries}
    names = [check.name for check in by_name["fct_orders"].checks]
    assert names[:3] == ["fct_orders_key", "fct_orders_rows", "fct_orders_references"]
    assert {"order_lines_add_up", "orders_in_sessions", "revenue_reconciles"} <= set(names)
    assert "sessions_disjoint" not in names


def test_the_search_sees_every_column(dictionary: Dictionary, full: str) -> None:
    rows = [tag for tag, attributes in Page(full).tags if attributes.get("class") == "column"]
    assert len(rows) == sum(len(entry.columns) for entry in dictionary.entries)


def test_nothing_is_fetched_from_elsewhere(full: str) -> None:
    read = Page(full)
    for tag, attributes in read.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "xlink:href"} & set(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    style = re.sub(r"/\*.*?\*/", "", full.partition("<style>")[2].partition("</style>")[0])
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(", full)
    assert "default-src 'none'" in full


def test_every_link_leads_to_a_place_that_is_there_once(full: str) -> None:
    tags = Page(full).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {href[1:] for _, attributes in tags if (href := attributes.get("href"))}
    named = {
        attributes["aria-labelledby"] for _, attributes in tags if "aria-labelledby" in attributes
    }
    assert links | named <= set(ids)


def test_every_table_and_view_has_an_address(dictionary: Dictionary, full: str) -> None:
    ids = {attributes.get("id") for _, attributes in Page(full).tags}
    linked = {attributes.get("href") for _, attributes in Page(full).tags}
    names = {entry.model.title for entry in dictionary.entries}
    assert names == {model.title for model in (*views(), *tables())}
    assert names <= ids
    assert {f"#{name}" for name in names} <= linked


def test_headings_come_in_order(full: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(full).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_tells_how_full_and_fresh_the_lake_is(full: str) -> None:
    for said in ("1,234,567", "7,654,321 rows", "2026-03-01 12:00 UTC", "never"):
        assert said in full
    assert "4,321 rows in the last batch" in full
    assert "held in the last batch" in full


def test_without_a_lake_it_says_so(dictionary: Dictionary) -> None:
    text = page(dictionary, None, Config())
    assert "There is no lake here yet" in text
    assert "held in the last batch" not in text
    assert set(Page(text).text) >= {entry.model.title for entry in dictionary.entries}


def test_settings_stand_with_their_values(dictionary: Dictionary) -> None:
    text = page(dictionary, None, Config.model_validate({"sessions": {"gap_minutes": 47}}))
    assert "<code>sessions.gap_minutes</code> (47) minutes" in text


def test_hostile_text_stays_text(dictionary: Dictionary, monkeypatch: pytest.MonkeyPatch) -> None:
    section = dictionary.teams[0]
    entry = section.entries[0]
    model = replace(
        entry.model,
        summary=HOSTILE,
        notes=HOSTILE,
        grain=HOSTILE,
        owner=HOSTILE,
        body=HOSTILE,
        kind="replace",
    )
    column = replace(entry.columns[0], type=HOSTILE, sql_type=HOSTILE, meaning=HOSTILE)
    check = replace(read_checks()[0], summary=HOSTILE)
    hostile = replace(entry, model=model, columns=(column,), checks=(check,))
    monkeypatch.setattr(pages, "read_checks", lambda: (check,))
    teams = (replace(section, title=HOSTILE, intro=HOSTILE, entries=(hostile,)),)
    plain = Page(page(dictionary, FACTS, Config()))
    read = Page(page(replace(dictionary, teams=teams), FACTS, Config()))
    tags = [tag for tag, _ in read.tags]
    assert tags.count("script") == [tag for tag, _ in plain.tags].count("script") == 1
    assert "img" not in tags
    assert not [attributes for _, attributes in read.tags if "onerror" in attributes]
    assert read.text[model.name].count("{{ 7 * 7 }}") >= 6


@pytest.mark.deep
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_finds_what_is_searched_for(full: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(full)

    def found(words: str) -> tuple[str, set[str]]:
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        address = f"file://{tmp_path}/page.html?q={words}"
        dom = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
        hits = re.search(r'<output id="hits"[^>]*>([^<]*)</output>', dom)
        shown = {
            tag["id"] for name, tag in Page(dom).tags if name == "article" and "hidden" not in tag
        }
        assert hits is not None
        return hits[1], {str(name) for name in shown}

    assert found("no+such+word") == ("0 tables and views, 0 columns", set())
    hits, shown = found("INTERACTION+distinct")
    assert hits == "2 tables and views, 2 columns"
    assert shown == {"silver_sessions", "silver_user_sessions"}
    assert len(found("revenue")[1]) > 10
