"""The pages that ship, in a browser: drawn, quiet, within reach of keys, and on paper."""

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.events import DAY, event, item, lines
from tests.generate.sets import make
from tests.pages.browser import CHROMIUM, Browser, Tab, browsing
from transforms.cli import main
from transforms.pages import Page, read_pages

pytest.importorskip("sklearn", reason="needs the extra ml")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not there (apt install chromium)"),
]
EVIL = "</script><img src=x onerror='window.evil=1'><script>window.evil=1</script>"
WIDTHS = (400, 800, 1200, 1600)
MOST_BYTES = 1_500_000
each_page = pytest.mark.parametrize("page", read_pages(), ids=lambda page: str(page.name))


def hostile() -> bytes:
    """A visit whose every text wants to be markup."""
    late = 669 * DAY  # two days before the made-up shop's last one
    shown = [item(EVIL, item_name=EVIL, item_category=EVIL, price=9, item_list_id=EVIL)]
    who = {"user_id": "evil", "source": EVIL, "medium": "cpc", "campaign": EVIL, "segment": EVIL}
    return lines(
        event("sign_up", "evil", late + 0, **who),
        *(
            event(name, "evil", late + 1, items=shown, **who)
            for name in ("view_item_list", "add_to_cart")
        ),
        event(
            "purchase",
            "evil",
            late + 2,
            items=shown,
            transaction_id=EVIL,
            value=9,
            coupon=EVIL,
            **who,
        ),
        event("", "evil", late + 3),
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a made-up shop with models in use, which has a hostile customer."""
    home = tmp_path_factory.mktemp("shop")
    (home / "config.json").write_text(json.dumps({"warehouse": {"sync_data_files": False}}))
    shop = make(home / "set", 100_000, days=400, growth=True)
    (home / "hostile.jsonl").write_bytes(hostile())
    files = [*map(str, sorted(shop.folder.glob("events/*"))), str(home / "hostile.jsonl")]
    publish = ["publish", "--format", "pages"]
    for words in (["run", *files], ["ml", "train"], ["ml", "score"], publish):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--quiet", "--home", str(home)])
        assert not ended.value.code
    return home / "published"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browsing(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


@each_page
def test_a_page_is_drawn_and_asks_nobody(page: Page, tab: Tab, published: Path) -> None:
    file = published / f"{page.name}.html"
    assert file.stat().st_size <= MOST_BYTES
    tab.look(1200)
    tab.open(file)
    asked = [url for url in tab.requests if not url.startswith("data:")]
    assert asked == [file.as_uri()]
    assert tab.complaints == []
    assert tab.ask("document.querySelectorAll('.chart').length") > 0
    empty = "[...document.querySelectorAll('.chart')].filter((each) => !each.querySelector('svg'))"
    assert tab.ask(f"{empty}.length") == 0
    assert tab.ask("document.body.innerText.includes('not available')") is False


@each_page
def test_texts_of_events_are_texts(page: Page, tab: Tab, published: Path) -> None:
    tab.open(published / f"{page.name}.html")
    assert tab.ask("window.evil === undefined") is True
    assert tab.ask("document.querySelectorAll('img').length") == 0
    assert tab.ask("document.querySelectorAll('script').length") == 3


def test_the_hostile_customer_is_on_the_pages(published: Path) -> None:
    told = "&lt;/script&gt;&lt;img"
    names = [path.stem for path in published.glob("*.html") if told in path.read_text()]
    assert {"adoption", "funnel"} <= set(names)


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(
    page: Page, scheme: str, tab: Tab, published: Path
) -> None:
    tab.look(WIDTHS[0], scheme=scheme)
    tab.open(published / f"{page.name}.html")
    grounds = set()
    for width in (*WIDTHS, WIDTHS[0]):
        tab.look(width, scheme=scheme)
        assert tab.ask("document.documentElement.scrollWidth") == width
        outside = """[...document.querySelectorAll(".card, .chart svg")].filter((each) => {
            const place = each.getBoundingClientRect();
            return place.left < 0 || place.right > innerWidth + 1;
        }).length"""
        assert tab.ask(outside) == 0
        grounds.add(tab.ask("getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(246, 246, 243)" if scheme == "light" else "rgb(20, 23, 27)"}


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    page: Page, scheme: str, tab: Tab, published: Path
) -> None:
    tab.look(1200, scheme=scheme)
    tab.open(published / f"{page.name}.html")
    for words in ("h1", "header p", ".note", "h3", "td", ".change.good", ".change.bad", "svg text"):
        found = tab.ask(
            f"""(() => {{
                const each = document.querySelector("{words}");
                if (!each) return null;
                const card = each.closest(".card") ?? document.body;
                const style = getComputedStyle(each);
                const ink = each.closest("svg") ? style.fill : style.color;
                return [ink, getComputedStyle(card).backgroundColor];
            }})()"""
        )
        assert found is None or contrast(*found) >= 4.5, (words, found)


def contrast(ink: str, ground: str) -> float:
    """The contrast of two colours, 1 to 21 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio)."""
    low, high = sorted(map(luminance, (ink, ground)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@each_page
def test_tables_open_and_scroll_by_keys(page: Page, tab: Tab, published: Path) -> None:
    tab.look(1200)
    tab.open(published / f"{page.name}.html")
    stops = "[...document.querySelectorAll('summary')].length"
    reached: list[Any] = []
    focus = """(() => {
        const each = document.activeElement;
        const shown = getComputedStyle(each).outlineStyle !== "none";
        return [each.tagName, shown];
    })()"""
    for _ in range(2 * len(list(page.tags))):
        tab.press("Tab")
        name, is_shown = tab.ask(focus)
        if name == "BODY":
            break
        assert is_shown
        reached.append(name)
        if name == "SUMMARY":
            tab.press("Enter")
            assert tab.ask("document.activeElement.parentElement.open") is True
    assert reached.count("SUMMARY") == tab.ask(stops)
    assert reached.count("DIV") == tab.ask("document.querySelectorAll('.scroll').length")


@each_page
def test_on_paper_every_table_is_open(page: Page, tab: Tab, published: Path) -> None:
    tab.look(1200)
    tab.open(published / f"{page.name}.html")
    closed = "document.querySelectorAll('details:not([open])').length"
    before = tab.ask(closed)
    tab.ask("addEventListener('beforeprint', () => { window.left = " + closed + "; })")
    paper = tab.printed()
    assert paper.startswith(b"%PDF")
    assert tab.ask("window.left") == 0
    assert tab.ask(closed) == before
    rows = tab.ask("document.querySelectorAll('tbody tr').length")
    assert words_drawn(paper) > rows


def words_drawn(paper: bytes) -> int:
    """Count what a PDF draws of texts."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    drawn = 0
    for stream in streams:
        try:
            drawn += len(re.findall(rb"T[jJ]\b", zlib.decompress(stream)))
        except zlib.error:  # a font, or a picture
            continue
    return drawn
