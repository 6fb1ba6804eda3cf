"""Charts: a tag and its rows as a Vega-Lite specification, made and checked by Altair.

A specification names colours nowhere and holds no rows: the page brings both, so that the same one
is drawn light, dark and on paper. Periods that are not over are hollow or pale (`is_complete`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from transforms.pages.answers import Answer
from transforms.pages.encodings import (
    kind_of,
    long_rows,
    time_or_name,
    tips,
    value_axis,
    value_scale,
)
from transforms.pages.formats import format_of
from transforms.pages.syntax import Tag

_HEIGHT = 240
_STEP = 34
_ROW = 22
_UPRIGHT = 8
_OPEN = "is_complete"
_FIT: Any = {"type": "fit-x", "contains": "padding"}
#: Fewer bars than these are no wider than they would be among so many.
_BARS = 8


class NoChart(Exception):
    """A chart cannot be made of these rows; the page tells the reason in its place."""


class NoRows(NoChart):
    """There is nothing to show yet, which is no failure."""


def columns_of(tag: Tag) -> list[str]:
    """Name the columns of the query that a chart needs."""
    names = ("x", "y", "series", "value", "nameCol", "valueCol")
    return list(dict.fromkeys(column for name in names for column in tag.listed(name)))


def chart(tag: Tag, answer: Answer) -> dict[str, Any]:
    """Make the specification of a chart; its rows are the data set with the query's name.

    Raises:
        NoChart: the query failed, lacks a column, or gave no rows.
    """
    values = tag.listed(_VALUES[tag.name])
    check_columns(tag, answer, columns_of(tag), numbers=values)
    if all(each is None for column in values for each in answer.values(column)):
        raise NoRows("the query gave no values yet")
    made = _KINDS[tag.name](tag, answer)
    spec: dict[str, Any] = made.properties(width="container", autosize=_FIT).to_dict()
    for key in ("$schema", "config"):
        spec.pop(key, None)
    return spec


def check_columns(tag: Tag, answer: Answer, names: list[str], numbers: list[str]) -> None:
    """See to it that an answer has rows, these columns, and numbers where they are shown.

    Raises:
        NoChart: the query failed, lacks a column, or gives texts where numbers are shown.
        NoRows: it gave no rows.
    """
    if answer.reason:
        raise NoChart(answer.reason)
    if missing := [name for name in names if name not in answer.columns]:
        known = ", ".join(answer.columns)
        raise NoChart(f"<{tag.name}> must name columns of {tag.query} ({known}), got {missing[0]}")
    if texts := [name for name in numbers if kind_of(answer, name) != "Q"]:
        kind = answer.columns[texts[0]]
        raise NoChart(f"<{tag.name}> must show numbers, got {texts[0]}, which is {kind}")
    if not answer.rows:
        raise NoRows("the query gave no rows yet")


def unit_of(tag: Tag, currency: str) -> str:
    """Say in which unit a chart's values are."""
    named = tag.text("yFmt") or tag.text("valueFmt")
    how = format_of(named, tag.text("y") or tag.text("value"))
    title = tag.text("yAxisTitle") if tag.name != "Heatmap" else ""
    if how.is_money:
        return f"{title}, {currency}" if title else currency
    if title or not how.is_share:
        return title
    return "share, 0 to 100%"


def note_of(tag: Tag, answer: Answer, currency: str) -> str:
    """Say below a chart's title what it shows, in which unit, and that its end is not over."""
    is_open = _OPEN in answer.columns and False in answer.values(_OPEN)
    pale = f"{'hollow' if tag.name == 'LineChart' else 'pale'}: not over yet" if is_open else ""
    return "; ".join(filter(None, [tag.text("subtitle"), unit_of(tag, currency), pale]))


def _line(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    base, colour = long_rows(tag, answer)
    shown = base.encode(
        x=time_or_name(tag, answer),
        y=alt.Y("value:Q", title=None, axis=value_axis(tag), scale=value_scale(tag, answer)),
        tooltip=tips(tag, answer),
        **colour,
    )
    layers = [shown.mark_line(interpolate="linear")]
    if _OPEN in answer.columns:
        layers[0] = layers[0].transform_filter(f"datum.{_OPEN}")
        layers.append(shown.transform_filter(f"!datum.{_OPEN}").mark_point(filled=False, size=50))
    points = shown.mark_point(filled=True, size=14 if len(answer.rows) > 60 else 36, opacity=0.9)
    if _OPEN in answer.columns:
        points = points.transform_filter(f"datum.{_OPEN}")
    return alt.layer(*layers, points).properties(height=_HEIGHT)


def _bar(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    base, colour = long_rows(tag, answer)
    value: dict[str, Any] = {"title": None, "axis": value_axis(tag)}
    if _OPEN in answer.columns:
        colour["opacity"] = alt.condition(f"datum.{_OPEN}", alt.value(1), alt.value(0.45))
    if tag.text("swapXY") == "true":
        names = alt.Y(f"{tag.text('x')}:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
        across = base.encode(y=names, x=alt.X("value:Q", **value), tooltip=tips(tag, answer))
        return (
            across.encode(**colour).mark_bar().properties(height=_rows_high(answer, tag.text("x")))
        )
    grouped: dict[str, Any] = (
        {"xOffset": "series:N"} if tag.text("type") == "grouped" and colour else {}
    )
    x = time_or_name(tag, answer, bars=True)
    up = base.encode(x=x, y=alt.Y("value:Q", **value), tooltip=tips(tag, answer))
    bars = len(set(answer.values(tag.text("x"))))
    width: dict[str, Any] = {} if grouped or bars >= _BARS else {"width": {"band": bars / _BARS}}
    return up.encode(**colour, **grouped).mark_bar(**width).properties(height=_HEIGHT)


def _funnel(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    name, value = tag.text("nameCol"), tag.text("valueCol")
    how = format_of(tag.text("valueFmt") or "num0")
    most = float(max((each or 0 for each in answer.values(value)), default=0)) or 1.0
    base = alt.Chart(alt.NamedData(tag.query)).encode(
        y=alt.Y(f"{name}:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        x=alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domain=[0, most * 1.15])),
        tooltip=[alt.Tooltip(f"{name}:N"), alt.Tooltip(f"{value}:Q", format=how.d3)],
    )
    texts = base.encode(text=alt.Text(f"{value}:Q", format=how.d3))
    return alt.layer(base.mark_bar(), texts.mark_text(align="left", dx=5)).properties(
        height=_rows_high(answer, name)
    )


def _heatmap(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    value = tag.text("value")
    how = format_of(tag.text("valueFmt"), value)
    longest = max(len(str(each)) for each in answer.values(tag.text("x")))
    axes = [
        f"{tag.text(axis)}:{'O' if kind_of(answer, tag.text(axis)) != 'T' else 'N'}"
        for axis in "xy"
    ]
    return (
        alt.Chart(alt.NamedData(tag.query))
        .mark_rect()
        .encode(
            x=alt.X(
                axes[0],
                sort=None,
                title=tag.text("xAxisTitle") or None,
                axis=alt.Axis(labelAngle=0 if longest < _UPRIGHT else -40, labelOverlap=True),
            ),
            y=alt.Y(axes[1], sort=None, title=tag.text("yAxisTitle") or None),
            opacity=alt.Opacity(
                f"{value}:Q",
                scale=alt.Scale(range=[0.04, 1], domainMin=0),
                legend=alt.Legend(title=None, format=how.d3 if how.places >= 0 else "~s"),
            ),
            tooltip=[
                *(alt.Tooltip(each) for each in axes),
                alt.Tooltip(f"{value}:Q", format=how.d3 if how.places >= 0 else ""),
            ],
        )
        .properties(height=_rows_high(answer, tag.text("y"), _ROW))
    )


def _rows_high(answer: Answer, column: str, row: int = _STEP) -> int:
    """Tell how high a chart is that has a row for each name of a column, in points."""
    return row * len(set(answer.values(column)))


#: Which attribute of a chart names numbers.
_VALUES = {"LineChart": "y", "BarChart": "y", "FunnelChart": "valueCol", "Heatmap": "value"}
_KINDS: Mapping[str, Callable[[Tag, Answer], Any]] = {
    "LineChart": _line,
    "BarChart": _bar,
    "FunnelChart": _funnel,
    "Heatmap": _heatmap,
}
