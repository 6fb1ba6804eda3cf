"""A page as a browser gets it: figures, units, reasons; nothing of the data is markup."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from transforms.pages.answers import Answer
from transforms.pages.html import Edition, draw
from transforms.pages.page import read_page

EVIL = "</script><script>alert(1)</script><!--<script><img src=x onerror=alert(1)>\u2028'\"&"
EDITION = Edition(7, datetime(2024, 3, 5, 8), date(2024, 3, 3), "Europe/Paris", "EUR", "/*V*/")
DAYS = Answer(
    {"day": "DATE", "orders": "BIGINT", "buyer_rate": "DECIMAL(18,6)", "is_complete": "BOOLEAN"},
    [
        (date(2024, 3, 3), 1200, Decimal("0.125"), True),
        (date(2024, 3, 4), 3, None, False),
    ],
)
NAMES = Answer(
    {"name": "VARCHAR", "persons": "BIGINT", "value": "DECIMAL(18,4)"},
    [(EVIL, 5, Decimal("12.5")), ("plain", 2, Decimal("-3"))],
)
ANSWERS = {"days": DAYS, "names": NAMES, "gone": Answer(reason=f"no {EVIL}")}
CHARTS = """
<LineChart data={days} x=day y=orders title="Orders" yAxisTitle="orders" />
<LineChart data={days} x=day y={['orders', 'buyer_rate']} />
<LineChart data={names} x=persons y=value series=name yFmt=money2 yMin=0 />
<BarChart data={days} x=day y=buyer_rate />
<BarChart data={names} x=name y=value swapXY=true yFmt=money0 />
<BarChart data={names} x=persons y=value series=name type=grouped />
<FunnelChart data={names} nameCol=name valueCol=persons />
<Heatmap data={names} x=name y=persons value=value valueFmt=money2 />
"""


class Elements(HTMLParser):
    """What stands in a page: its elements, and the text of each script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and data.strip():
            self.scripts.append(data)


@pytest.fixture
def drawn(tmp_path: Path) -> Any:
    def draw_body(body: str, answers: dict[str, Answer] | None = None) -> tuple[str, list[str]]:
        queries = "".join(f"```sql {name}\nselect 1\n```\n" for name in ANSWERS)
        path = tmp_path / "p.md"
        path.write_text(f"---\ntitle: Our shop\nteam: growth\n---\n{queries}{body}")
        return draw(read_page(path), answers or ANSWERS, EDITION)

    return draw_body


def test_every_chart_is_a_specification_with_its_rows_apart(drawn: Any) -> None:
    html, failures = drawn(CHARTS)
    assert failures == []
    page = Elements(html)
    data = json.loads(page.scripts[0])
    assert len(data["charts"]) == CHARTS.count("<")
    assert html.count('<div class="chart"') == html.count("<details>") == CHARTS.count("<")
    assert data["rows"]["days"] == [
        {"day": "2024-03-03T00:00:00", "orders": 1200, "buyer_rate": 0.125, "is_complete": True},
        {"day": "2024-03-04T00:00:00", "orders": 3, "buyer_rate": None, "is_complete": False},
    ]
    assert data["rows"]["names"][0] == {"name": EVIL, "persons": 5, "value": 12.5}
    named = {each["name"] for each in _found(data["charts"], "data")}
    assert named == {"days", "names"}
    # a text of an event would stand in expressions, which may not be able to read it
    assert not re.search(r"url|href|https?:|alert", json.dumps(data["charts"]))


def test_texts_of_events_are_never_markup(drawn: Any) -> None:
    html, _ = drawn(CHARTS + "<DataTable data={names} /><BigValue data={gone} value=value />")
    page = Elements(html)
    assert not set("<>&") & set(page.scripts[0])
    assert page.scripts[1:] == ["/*V*/", page.scripts[2]]
    assert page.tags.count("script") == 3
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name.startswith("on")]


def test_only_the_two_scripts_of_the_page_may_run(drawn: Any) -> None:
    html, _ = drawn(CHARTS)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert policy.count("'sha256-") == 2
    assert "unsafe-eval" not in policy
    assert "ast: true" in html
    asked = [value for name, value in Elements(html).attributes if name in ("src", "href")]
    assert asked == ["data:,"]
    empty, _ = drawn("Words.")
    assert "script-src 'none'" in empty
    assert "<script" not in empty


def test_a_page_says_its_state_and_its_units(drawn: Any) -> None:
    html, _ = drawn(CHARTS)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html.split("<header>")[1]))
    for said in (
        "Whole up to 2024-03-03; a period that ends later is not over.",
        "Days are those of Europe/Paris, amounts are in EUR. Snapshot 7 of the lake,",
        "published 2024-03-05 08:00 UTC for the team growth.",
        "Orders orders; hollow: not over yet",
        "share, 0 to 100%; pale: not over yet",
        "12.50 EUR",
    ):
        assert said in text


def test_big_values_and_their_change(drawn: Any) -> None:
    columns = {"period_start": "DATE", "value": "DECIMAL(18,6)", "change": "DECIMAL(18,6)"}
    row = (date(2024, 2, 26), Decimal("0.25"), Decimal("-0.013"))
    answers = {**ANSWERS, "days": Answer(columns, [row])}
    tag = "<BigValue data={days} value=value comparison=change fmt=pct1 comparisonTitle=weekly"
    html, failures = drawn(f"{tag} title=Churn downIsGood=true /> {tag} title=Kept />", answers)
    assert failures == []
    assert '<h3>Churn, <span class="day">2024-02-26</span></h3>\n<p class="value">25.0%</p>' in html
    assert re.findall(r'<p class="change (\w+)">(.*)</p>', html) == [
        ("good", "▼ 1.3 points weekly"),
        ("bad", "▼ 1.3 points weekly"),
    ]


@pytest.mark.parametrize(
    ("value", "goal", "told"),
    [
        pytest.param("9", "12", ("75", "75%", "12"), id="on its way"),
        pytest.param("15", "12", ("100", "100%", "12"), id="there, and beyond"),
        pytest.param("0", "12", None, id="not yet begun"),
    ],
)
def test_a_gauge_says_how_far_a_value_is_on_its_way(
    drawn: Any, value: str, goal: str, told: tuple[str, str, str] | None
) -> None:
    columns = {"value": "DECIMAL(18,6)", "goal": "DECIMAL(18,6)", "what": "VARCHAR"}
    answers = {**ANSWERS, "days": Answer(columns, [(Decimal(value), Decimal(goal), EVIL)])}
    tag = "<BigValue data={days} value=value goal=goal goalTitle=what fmt=num0 />"
    html, failures = drawn(tag, answers)
    assert failures == []
    assert EVIL not in html
    arcs = re.findall(r'stroke-dasharray="(\d+) 200"/>\s*<text [^>]*>(\d+%)</text>', html)
    assert arcs == ([told[:2]] if told else [])
    assert f'<p class="change">of {goal}, &lt;/script&gt;' in html


def test_without_a_goal_there_is_no_gauge(drawn: Any) -> None:
    columns = {"value": "BIGINT", "goal": "BIGINT"}
    tag = "<BigValue data={days} value=value goal=goal />"
    for row in ((3, None), (None, 3), (3, 0)):
        html, failures = drawn(tag, {**ANSWERS, "days": Answer(columns, [row])})
        assert failures == []
        assert "<svg" not in html


def test_a_query_that_failed_leaves_a_card_and_the_others_stay(drawn: Any) -> None:
    html, failures = drawn(
        "<BarChart data={gone} x=day y=orders title=Lost />"
        "<LineChart data={days} x=day y=revenue title=Misspelt />"
        "<FunnelChart data={names} nameCol=persons valueCol=name title=Texts />"
        "<LineChart data={days} x=day y=orders title=Stays />"
    )
    assert html.count("<strong>not available</strong>") == 3
    assert len(json.loads(Elements(html).scripts[0])["charts"]) == 1
    assert failures == [
        f"gone: no {EVIL}",
        "days: <LineChart> must name columns of days"
        " (day, orders, buyer_rate, is_complete), got revenue",
        "names: <FunnelChart> must show numbers, got name, which is VARCHAR",
    ]


def test_rows_without_a_value_are_no_chart_and_no_failure(drawn: Any) -> None:
    rows = [(day, 3, None, whole) for day, _, _, whole in DAYS.rows]
    html, failures = drawn(
        "<LineChart data={days} x=day y=buyer_rate /><LineChart data={days} x=day y=orders />",
        {**ANSWERS, "days": replace(DAYS, rows=rows)},
    )
    assert failures == []
    assert html.count("<strong>nothing yet</strong>: the query gave no values yet") == 1
    assert html.count('class="chart"') == 1


def test_a_query_without_rows_says_so_and_is_no_failure(drawn: Any) -> None:
    html, failures = drawn(
        "<LineChart data={days} x=day y=orders /><BigValue data={days} value=orders />"
        "<DataTable data={days} />",
        {**ANSWERS, "days": replace(DAYS, rows=[])},
    )
    assert html.count("the query gave no rows yet") == 3
    assert failures == []


def test_markdown_brings_no_markup_and_no_link_that_runs(drawn: Any) -> None:
    html, _ = drawn("## Head\n\n<b onclick=x>bold</b> [go](javascript:alert(1)) ![p](x.png)")
    assert "<h2>Head</h2>" in html
    page = Elements(html)
    assert not {"b", "img"} & set(page.tags)
    assert [value for name, value in page.attributes if name == "href"] == ["data:,", "x.png"]


def test_long_tables_say_what_is_left_out(drawn: Any) -> None:
    rows = [(f"n{number}", number, Decimal(number)) for number in range(300)]
    html, _ = drawn(
        "<DataTable data={names} rows=2 /><BarChart data={names} x=name y=value />",
        {**ANSWERS, "names": replace(NAMES, rows=rows)},
    )
    assert "the first 2 of 300 rows" in html
    assert "the last 200 of 300 rows" in html


def _found(value: Any, key: str) -> list[Any]:
    if isinstance(value, list):
        return [found for each in value for found in _found(each, key)]
    if not isinstance(value, dict):
        return []
    own = [value[key]] if key in value else []
    return own + [found for each in value.values() for found in _found(each, key)]
