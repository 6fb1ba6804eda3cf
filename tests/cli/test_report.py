"""report: one folder of text, tables, pictures and pages, of the teams' published views."""

import csv
import errno
import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shop import SETTINGS, Shop, Unheard
from tests.events import DAY, event, item, lines
from transforms.config import Config
from transforms.home import Home
from transforms.lake.connection import open_lake
from transforms.models.metrics import TEAMS, metrics_of
from transforms.pages import read_pages
from transforms.pages.charts import chart
from transforms.privacy.copies import remove_report
from transforms.system.lock import holding

CONFIG = Config.model_validate(SETTINGS)
FORMULA = "=QANARY()"


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what vl-convert takes its time for: what draws in a browser, and pictures."""
    draw_nothing(monkeypatch)


def draw_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("transforms.pages.bundle._make", lambda: "/* Vega */")
    patch.setattr(
        "transforms.report.report.picture", lambda tag, answer, _: chart(tag, answer) and b"\x89PNG"
    )


def bought(number: int, day: int) -> list[dict[str, Any]]:
    """Somebody looks at a product and buys it."""
    shown = [item(f"p{number}", price=5, item_category=FORMULA, item_list_id="l")]
    order = {"transaction_id": f"t{number}", "value": 10 + number}
    minute = day * DAY + number
    return [
        event("view_item_list", f"v{number}", minute, items=shown),
        event("add_to_cart", f"v{number}", minute + 5, items=shown),
        event("purchase", f"v{number}", minute + 9, items=shown, **order),
    ]


@pytest.fixture(scope="module")
def home(homes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with seven weeks of orders, more each week."""
    home = tmp_path_factory.mktemp("reported") / "shop"
    shutil.copytree(homes / "opened", home)
    days = [7 * week + day for week in range(7) for day in range(week + 1)]
    shop = Shop(home, Unheard())
    shop.put(
        "a.jsonl", lines(*(row for number, day in enumerate(days) for row in bought(number, day)))
    )
    assert shop.call("run").code == 0
    return home


@pytest.fixture
def selling(new_shop: Shop, home: Path) -> Shop:
    shutil.copytree(home, new_shop.home, dirs_exist_ok=True)
    return new_shop


@pytest.fixture(scope="module")
def whole(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of all teams; for tests that only read."""
    with pytest.MonkeyPatch.context() as patch:
        draw_nothing(patch)
        out = tmp_path_factory.mktemp("written") / "report"
        assert Shop(home, Unheard()).call("report", "--out", str(out)).code == 0
    return out


def change(shop: Shop, sql: str) -> None:
    with open_lake(Home(shop.home), CONFIG) as connection:
        connection.execute(sql)


def told(shop: Shop) -> str:
    """The text of the report, on one line."""
    return " ".join((shop.home / "report" / "report.txt").read_text().split())


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as text:
        return list(csv.DictReader(text))


def test_the_folder_has_text_tables_pictures_and_pages(whole: Path) -> None:
    found = files(whole)
    assert {f"pages/{page.name}.html" for page in read_pages()} <= found
    assert "report.txt" in found
    pictures = [name for name in found if name.endswith(".png")]
    assert len(pictures) > 10
    assert all((whole / name).read_bytes().startswith(b"\x89PNG") for name in pictures)
    text = (whole / "report.txt").read_text()
    assert f"{len(pictures)} pictures: " in text
    assert "Nothing failed." in text
    assert [path.name for path in whole.parent.iterdir()] == ["report"]


def test_figures_are_those_of_vw_metrics(whole: Path, home: Path) -> None:
    wanted = {}
    with open_lake(Home(home), CONFIG, read_only=True) as lake:
        for team in filter(metrics_of, TEAMS):
            found = lake.execute(
                f"from lake.gold_{team}.vw_metrics where segment = 'all' and is_complete"
                " and value is not null order by period_start"
            )
            names = [column[0] for column in found.description or []]
            for row in found.fetchall():
                values = dict(zip(names, row, strict=True))
                wanted[values["metric"]] = values
    rows = {row["metric"]: row for row in rows_of(whole / "tables" / "key_figures.csv")}
    assert len(wanted) > 15
    for name, row in rows.items():
        values = wanted.get(name, {})
        for column in ("value", "previous_value", "change", "out_of", "period_start"):
            value = values.get(column)
            assert row[column] == ("" if value is None else str(value)), name
    text = (whole / "report.txt").read_text()
    orders = wanted["orders"]
    assert (orders["value"], orders["change"]) == (6, 1)
    assert re.search(rf"^orders +6 +\+1 +{_ends(rows['orders'])}$", text, re.MULTILINE)
    revenue = f"{wanted['revenue']['value']:,.2f}"
    assert f"`revenue`: {revenue} USD in the week from {orders['period_start']}" in " ".join(
        text.split()
    )


def _ends(row: dict[str, str]) -> str:
    low, high = Decimal(row["change_low"]), Decimal(row["change_high"])
    return re.escape(f"{low:+,.0f} to {high:+,.0f}")


def test_no_cell_is_a_formula(whole: Path) -> None:
    rows = rows_of(whole / "tables" / "adoption_categories.csv")
    assert [row["category"] for row in rows] == [f"'{FORMULA}"]
    assert b"\r\n" in (whole / "tables" / "adoption_categories.csv").read_bytes()


@pytest.mark.slow
def test_a_report_is_made_of_what_is_published(
    selling: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEHOUSE_PSEUDONYM_KEY", "a key that nobody may see")
    hidden = {"pseudonymised": ["category"], "left_out": ["vw_order_discounts.order_id"]}
    selling.settings(json.dumps({**SETTINGS, "publish": {**hidden, "teams": ["product"]}}))
    ended = selling.call("report")
    assert (ended.code, ended.err) == (0, "")
    assert re.fullmatch(r"\S+/report: \d+ files, [\d,]+ bytes\n", ended.out)
    folder = selling.home / "report"
    texts = [
        path.read_text() for path in folder.rglob("*") if path.suffix != ".png" and path.is_file()
    ]
    assert not any("QANARY" in text for text in texts)
    (row,) = rows_of(folder / "tables" / "adoption_categories.csv")
    assert len(row["category"]) == 64
    assert "page for a browser: adoption" in told(selling)
    asked_for = selling.home / "reports" / "20260101_000000_0123abcd"
    shutil.copytree(folder, asked_for)
    remove_report(Home(selling.home))
    assert not folder.exists()
    assert not asked_for.exists()


@pytest.mark.slow
def test_a_broken_view_costs_what_reads_it(selling: Shop) -> None:
    view = "gold_product.vw_revenue_by_category_daily"
    change(selling, f"create or replace view lake.{view} as select cast('x' as int) as units")
    ended = selling.call("report", "--team", "product")
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    reason = f"{view}: lake.{view} must answer to be published, got ConversionException: "
    assert f"error: every part of a report must be made, got {reason}" in ended.err
    text = told(selling)
    assert f"- {reason}" in text
    assert "- pages/adoption.html: categories: " in text
    assert "Mend what failed (2 parts" in text
    folder = selling.home / "report"
    page = (folder / "pages" / "adoption.html").read_text()
    assert "vw_revenue_by_category_daily does not exist" in page
    assert 'class="chart"' in page
    assert "tables/adoption_adopters.csv" in files(folder)
    assert "tables/adoption_categories.csv" not in files(folder)


@pytest.mark.slow
def test_a_missing_table_costs_what_is_made_of_it(selling: Shop) -> None:
    change(selling, "drop table lake.silver.fct_payments")
    ended = selling.call("report", "--team", "finance")
    assert (ended.code, "Traceback" in ended.err) == (1, False)
    text = told(selling)
    assert (
        "- gold_finance.vw_payments_daily: lake.gold_finance.vw_payments_daily must answer" in text
    )
    assert "fct_payments does not exist" in text
    assert "`revenue`" not in text  # vw_metrics reads that view, too
    page = (selling.home / "report" / "pages" / "revenue.html").read_text()
    assert "vw_payments_daily does not exist" in page
    assert "tables/revenue_ends.csv" not in files(selling.home / "report")
    assert "tables/revenue_returning.csv" in files(selling.home / "report")


@pytest.mark.slow
def test_what_a_full_disk_takes_no_more_is_named(
    selling: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.suffix == ".html":
            write(path, content[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = selling.call("report", "--team", "product")
    assert ended.code == 74
    assert "got pages/adoption.html: " in ended.err
    found = files(selling.home / "report")
    assert {"report.txt", "tables/key_figures.csv", "tables/adoption_categories.csv"} <= found
    assert not any(name.startswith("pages") for name in found)
    assert "- pages/adoption.html: " in told(selling)
    assert "no room" not in told(selling) or "with room, got: No space left" in told(selling)


@pytest.mark.slow
def test_the_room_of_the_text_is_kept_from_the_first(
    selling: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, free = Path.write_bytes, [66_000]

    def nearly_full(path: Path, content: bytes) -> int:
        free[0] += path.stat().st_size if path.exists() else 0
        taken = content[: free[0]]
        free[0] -= write(path, taken)
        if taken != content:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(content)

    monkeypatch.setattr(Path, "write_bytes", nearly_full)
    ended = selling.call("report", "--team", "product")
    assert ended.code == 74
    assert "- pages/adoption.html: " in told(selling)
    assert told(selling).endswith("the rows that a page shows")


@pytest.mark.slow
def test_without_room_for_the_text_the_former_report_stays(
    selling: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert selling.call("report", "--team", "product").code == 0
    before = files(selling.home / "report"), told(selling)

    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, f"No space left on device for {len(content)} of {path}")

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = selling.call("report", "--team", "product")
    assert (ended.code, "report.txt must be on a working disk with room" in ended.err) == (74, True)
    assert (files(selling.home / "report"), told(selling)) == before
    assert not [path for path in selling.home.iterdir() if path.name.startswith(".")]
    assert list((selling.home / "tmp").iterdir()) == []


def test_nothing_is_replaced_but_a_report(selling: Shop) -> None:
    ended = selling.call("report", "--out", str(selling.home / "archive"))
    assert (ended.code, "a new folder or a former report" in ended.err) == (2, True)
    assert selling.call("report", "--team", "sales").code == 2


def test_one_report_at_a_time(selling: Shop) -> None:
    with holding(Home(selling.home).report_lock):
        ended = selling.call("report")
    assert (ended.code, (selling.home / "report").exists()) == (75, False)


def test_a_lake_without_a_batch_has_no_report(shop: Shop) -> None:
    ended = shop.call("report")
    assert (ended.code, "must hold a loaded batch" in ended.err) == (66, True)
    assert not (shop.home / "report").exists()
