"""View: what Streamlit shows of a page: the same parts, queries and charts as the page's file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from transforms.app.filters import ALL, Choices, Filters, read_choices
from transforms.config import read_config
from transforms.home import Home
from transforms.pages.answers import Answer, ask, open_file
from transforms.pages.charts import NoChart, NoRows, chart, columns_of, note_of
from transforms.pages.data import records
from transforms.pages.html import Drawing
from transforms.pages.page import Page, read_pages
from transforms.pages.syntax import Part, Tag, Text
from transforms.pages.theme import light


def show(home: str, config: str) -> None:
    """Show the page that is chosen, of a team whose published file is there, with its filters."""
    st.set_page_config(page_title="Lakehouse", layout="wide")
    settings, published = read_config(Path(config)), Home(Path(home)).published
    pages = [page for page in read_pages() if (published / f"{page.team}.duckdb").is_file()]
    if not pages:
        st.error("no team's file is there yet: `etl.py publish --format duckdb` writes them")
        return
    titles = {page.name: f"{page.title} ({page.team})" for page in pages}
    names = list(titles)
    asked = st.query_params.get("page", "")
    first = names.index(asked) if asked in names else 0
    name = st.sidebar.selectbox("Page", names, first, format_func=titles.__getitem__, key="page")
    page = next(each for each in pages if each.name == name)
    file = published / f"{page.team}.duckdb"
    with open_file(file, settings) as connection:
        choices = read_choices(connection)
        about = connection.execute("select snapshot_id, published_at from about").fetchone()
    filters = _chosen(page.team, choices)
    st.title(page.title)
    if about:
        st.caption(f"Snapshot {about[0]} of the lake, published {about[1]:%Y-%m-%d %H:%M} UTC")
    answers = ask(page, file, settings, filters.narrow)
    _View(page, answers, settings.currency.reporting).parts(page.parts)


def _chosen(team: str, choices: Choices) -> Filters:
    """Ask for a period, a segment and a platform, as far as the team's tables have them."""
    period: tuple[date, ...] = ()
    if choices.first and choices.last:
        whole = (choices.first, choices.last)
        period = st.sidebar.date_input("Period", whole, *whole, key=f"period-{team}")
        if period == whole or len(period) < len(whole):  # one end alone is chosen so far
            period = ()
    return Filters(
        period[0] if period else None,
        period[1] if period else None,
        _one_of("Segment", choices.segments, f"segment-{team}"),
        _one_of("Platform", choices.platforms, f"platform-{team}"),
    )


def _one_of(label: str, values: list[str], key: str) -> str:
    return str(st.sidebar.selectbox(label, [ALL, *values], key=key)) if values else ALL


class _View:
    """A page that is being shown."""

    def __init__(self, page: Page, answers: Mapping[str, Answer], currency: str) -> None:
        self.answers, self.currency = answers, currency
        self.drawing = Drawing(page, answers, currency)
        self.charts = 0

    def parts(self, parts: tuple[Part, ...]) -> None:
        for part in parts:
            self.part(part)

    def part(self, part: Part) -> None:
        if isinstance(part, Text):
            st.markdown(part.markdown)
        elif part.name == "Grid":
            count = int(part.text("cols", "2"))
            inside = [each for each in part.parts if isinstance(each, Tag)]
            for start in range(0, len(inside), count):
                row = inside[start : start + count]
                for column, each in zip(st.columns(count), row, strict=False):
                    with column:
                        self.card(each)
        else:
            self.card(part)

    def card(self, tag: Tag) -> None:
        """Show a card; one that lacks something says why, and takes no other along."""
        answer = self.answers[tag.query]
        try:
            if tag.name == "BigValue":
                self.value(tag, answer)
            elif tag.name == "DataTable":
                self.table(tag, answer)
            else:
                self.chart(tag, answer)
        except NoChart as reason:
            say = st.info if isinstance(reason, NoRows) else st.warning
            say(f"{tag.label}: {reason}")

    def value(self, tag: Tag, answer: Answer) -> None:
        found = self.drawing.big_value(tag, answer)
        colours = {"good": "green", "bad": "red", "": "gray"}
        st.metric(
            _plain(found["title"]), _plain(found["value"]), border=True, help=found["unit"] or None
        )
        if found["change"] is not None:
            said = f"{found['arrow']} {found['change']} {found['comparison']}"
            st.markdown(f":{colours[found['mood']]}[{_plain(said)}]")

    def chart(self, tag: Tag, answer: Answer) -> None:
        spec = chart(tag, answer)
        rows = records(answer, {*columns_of(tag)})
        self.charts += 1
        st.markdown(f"**{_plain(tag.label)}**")
        st.caption(_plain(note_of(tag, answer, self.currency)))
        drawn = {**spec, "datasets": {tag.query: rows}, "config": light()}
        st.vega_lite_chart(drawn, theme=None, key=f"chart-{self.charts}")

    def table(self, tag: Tag, answer: Answer) -> None:
        found = self.drawing.table(tag, answer)
        st.markdown(f"**{_plain(tag.label)}**")
        rows: list[dict[str, Any]] = [
            dict(zip(found["heads"], row, strict=True)) for row in found["rows"]
        ]
        st.dataframe(rows, hide_index=True)


def _plain(text: str) -> str:
    """Escape what Streamlit's Markdown would obey."""
    obeyed = "\\`*_{}[]<>()#+-.!|~$:"
    return "".join(f"\\{letter}" if letter in obeyed else letter for letter in text)
