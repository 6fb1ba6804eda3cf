"""A chart as a picture: PNG of a known size, in the colours of the style sheet."""

import struct
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from transforms.errors import LakehouseError
from transforms.pages import pictures, theme
from transforms.pages.answers import Answer
from transforms.pages.charts import NoChart
from transforms.pages.pictures import picture
from transforms.pages.syntax import Tag

DAYS = Answer(
    {"day": "DATE", "orders": "BIGINT", "is_complete": "BOOLEAN"},
    [(date(2024, 3, 3), Decimal(12), True), (date(2024, 3, 4), Decimal(3), False)],
)
LINE = Tag("LineChart", 1, {"data": "days", "x": "day", "y": "orders", "subtitle": "by day"})


def test_a_picture_is_wide_and_sharp() -> None:
    pytest.importorskip("vl_convert")
    drawn = picture(LINE, DAYS, "EUR")
    assert drawn.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", drawn[16:24])
    assert 2 * 720 <= width <= 2 * 800
    assert height > 2 * 240


def test_a_picture_asks_nobody_and_says_what_the_page_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vl_convert = pytest.importorskip("vl_convert")
    told: dict[str, Any] = {}

    def convert(spec: dict[str, Any], **options: Any) -> bytes:
        told.update(options, spec=spec)
        return b"png"

    monkeypatch.setattr(vl_convert, "vegalite_to_png", convert)
    assert picture(LINE, DAYS, "EUR") == b"png"
    assert told["allowed_base_urls"] == []
    assert told["spec"]["title"] == {
        "text": "days",
        "subtitle": ["by day; hollow: not over yet"],
    }
    assert [row["orders"] for row in told["spec"]["datasets"]["days"]] == [12, 3]
    assert "var(" not in str(told["config"])
    assert told["config"]["mark"]["color"] == theme.colours()["c1"]


def test_what_cannot_be_drawn_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    with pytest.raises(NoChart, match="the query failed"):
        picture(LINE, Answer(reason="the query failed"), "EUR")
    monkeypatch.setattr(pictures, "chart", lambda *_: {"mark": 7})
    with pytest.raises(LakehouseError, match="the chart 'days' must be drawn, got"):
        picture(LINE, DAYS, "EUR")


def test_each_colour_of_charts_is_one_of_the_style_sheet() -> None:
    assert {"card", "ink", "soft", "line", *(f"c{number}" for number in range(1, 9))} <= set(
        theme.colours()
    )
    assert theme.light()["background"] == "#fff"
