"""HTML: a page and its answers as one file, which draws its charts and asks nobody for anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from transforms.pages.answers import Answer
from transforms.pages.charts import NoChart, NoRows, chart, check_columns, columns_of, note_of
from transforms.pages.data import inline_json, records, script_hash
from transforms.pages.formats import Format, format_of, written
from transforms.pages.page import Page
from transforms.pages.syntax import Part, Tag, Text
from transforms.pages.theme import CONFIG

_TABLE_ROWS = 200
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Edition:
    """What a page says of the state that it shows, and the script that draws."""

    snapshot_id: int
    published_at: datetime
    whole_up_to: date | None
    timezone: str
    currency: str
    bundle: str


@dataclass
class Drawing:
    """A page that is being drawn: its specifications by place, its rows by query, its failures."""

    page: Page
    answers: Mapping[str, Answer]
    currency: str
    specs: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, set[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def parts(self, parts: tuple[Part, ...]) -> Markup:
        """Draw parts one below the other."""
        return Markup("\n").join(self.part(part) for part in parts)

    def part(self, part: Part) -> Markup:
        """Draw a part; a card that lacks something says why."""
        if isinstance(part, Text):
            return Markup('<div class="prose">{}</div>').format(_prose(part.markdown))
        if part.name == "Grid":
            cols = part.text("cols", "2")
            values = {"cols": cols, "inside": self.parts(part.parts)}
            return _fill("grid", values)
        try:
            return self.card(part, self.answers[part.query])
        except NoChart as reason:
            is_empty = isinstance(reason, NoRows)
            if not is_empty:
                self.failures.append(f"{part.query}: {reason}")
            said = {"title": part.label, "reason": str(reason)}
            return _fill(
                "missing", {**said, "what": "nothing yet" if is_empty else "not available"}
            )

    def card(self, tag: Tag, answer: Answer) -> Markup:
        """Draw a card of an answer."""
        if tag.name == "BigValue":
            return _fill("big_value", self.big_value(tag, answer))
        if tag.name == "DataTable":
            shown = {"title": tag.label, "table": self.table(tag, answer)}
            return _fill("data_table", {**shown, "subtitle": tag.text("subtitle")})
        spec = chart(tag, answer)
        place = f"chart-{len(self.specs) + 1}"
        self.specs[place] = spec
        self.rows.setdefault(tag.query, set()).update(columns_of(tag))
        values: dict[str, Any] = {
            "title": tag.label,
            "place": place,
            "table": self.table(tag, answer),
            "note": note_of(tag, answer, self.currency),
        }
        return _fill("chart", values)

    def big_value(self, tag: Tag, answer: Answer) -> dict[str, Any]:
        """Write what a card of one value says: its value, its unit, how it changed."""
        names = [tag.text("value"), *tag.listed("comparison")]
        goals, titles = tag.listed("goal"), tag.listed("goalTitle")
        numbers = [*names[1:], *goals, *(names[:1] if goals else [])]
        check_columns(tag, answer, [*names, *goals, *titles], numbers)
        row = dict(zip(answer.columns, answer.rows[0], strict=True))
        how = format_of(tag.text("fmt"), names[0])
        change = row[names[1]] if len(names) > 1 else None
        direction = (change > 0) - (change < 0) if change is not None else 0
        is_bad = direction * (-1 if tag.text("downIsGood") == "true" else 1) < 0
        said = format_of(tag.text("comparisonFmt") or tag.text("fmt"), names[-1])
        return {
            "title": tag.label,
            "value": written(row[names[0]], how, self.currency),
            "unit": tag.text("unit"),
            "since": written(row["period_start"], how) if "period_start" in row else "",
            "change": None if change is None else _difference(change, said, self.currency),
            "arrow": {1: "▲", 0: "=", -1: "▼"}[direction],
            "mood": "" if not direction else "bad" if is_bad else "good",
            "comparison": tag.text("comparisonTitle"),
            "gauge": _gauge(row[names[0]], row[goals[0]] if goals else None),
            "goal": written(row[goals[0]], how, self.currency) if goals else "",
            "goal_title": row[titles[0]] if titles else "the goal",
        }

    def table(self, tag: Tag, answer: Answer) -> dict[str, Any]:
        """Choose what of the rows stands in a table: the first of a table, the last of a chart."""
        chosen = [part for part in tag.parts if isinstance(part, Tag)]
        names = [each.text("id") for each in chosen] or list(answer.columns)
        titles = {each.text("id"): each.text("title") for each in chosen}
        formats = {each.text("id"): each.text("fmt") for each in chosen}
        usual = {each: tag.text("yFmt") or tag.text("valueFmt") for each in tag.listed("y")}
        usual |= {tag.text("value"): tag.text("valueFmt")}
        check_columns(tag, answer, names, numbers=[])
        most = int(tag.text("rows", str(_TABLE_ROWS)))
        is_table = tag.name == "DataTable"
        rows = answer.rows[:most] if is_table else answer.rows[-most:]
        places = {name: list(answer.columns).index(name) for name in names}
        hows = {name: format_of(formats.get(name) or usual.get(name, ""), name) for name in names}
        return {
            "heads": [(titles.get(name) or name.replace("_", " ")) for name in names],
            "kinds": [_cell_kind(answer.columns[name]) for name in names],
            "rows": [
                [written(row[places[name]], hows[name], self.currency) for name in names]
                for row in rows
            ],
            "all_rows": len(answer.rows),
            "end": "first" if is_table else "last",
        }


def draw(page: Page, answers: Mapping[str, Answer], edition: Edition) -> tuple[str, list[str]]:
    """Draw a page; give its HTML, and each query that failed with its reason.

    Texts of events are escaped, in the markup and in the data. What may run are the two scripts
    of the page alone, named by their hashes.
    """
    drawing = Drawing(page, answers, edition.currency)
    body = drawing.parts(page.parts)
    data = {
        "config": CONFIG,
        "charts": drawing.specs,
        "rows": {name: records(answers[name], columns) for name, columns in drawing.rows.items()},
    }
    script = (_FOLDER / "page.js").read_text()
    html = _fill(
        "page",
        {
            "page": page,
            "edition": edition,
            "body": body,
            "style": Markup((_FOLDER / "page.css").read_text()),  # noqa: S704 - our own
            "data": Markup(inline_json(data)),  # noqa: S704 - every < is escaped
            "scripts": [Markup(edition.bundle), Markup(script)] if drawing.specs else [],  # noqa: S704
            "hashes": [script_hash(each) for each in (edition.bundle, script)]
            if drawing.specs
            else [],
        },
    )
    return str(html), list(dict.fromkeys(drawing.failures))


def _prose(markdown: str) -> Markup:
    return Markup(_markdown().render(markdown))  # noqa: S704 - HTML is escaped, links are checked


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _fill(macro: str, values: dict[str, Any]) -> Markup:
    module: Any = _templates().get_template("page.html").module
    return Markup(getattr(module, macro)(**values))  # noqa: S704 - the template escapes


def _cell_kind(column_type: str) -> str:
    """Tell how a column stands in a table: numbers to the right, days in one piece."""
    if column_type == "VARCHAR":
        return ""
    return "day" if column_type in ("DATE", "TIMESTAMP") else "number"


def _gauge(value: Any, goal: Any) -> int | None:
    """Tell how far a value has come on its way to a goal, in percent from 0 to 100."""
    if value is None or goal is None or goal <= 0:
        return None
    return round(100 * min(1.0, max(0.0, float(value) / float(goal))))


def _difference(change: Any, how: Format, currency: str) -> str:
    """Write how far a value has moved; that of a share in percentage points."""
    return written(abs(change), how, currency).replace("%", " points")
