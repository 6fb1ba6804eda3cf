"""Charts: a tag and its rows as a Vega-Lite specification, made and checked by Altair.

A specification names colours nowhere and holds no rows: the page brings both, so that the same one
is drawn light, dark and on paper. Periods that are not over are hollow or pale (`is_complete`).
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from transforms.pages.answers import Answer
from transforms.pages.formats import format_of
from transforms.pages.syntax import Tag

if TYPE_CHECKING:  # an extra, imported where it is used
    import altair

_HEIGHT = 240
_STEP = 34
#: What fits in a row of a legend where the page is narrowest.
_LEGEND_LETTERS = 48
_UPRIGHT = 8
_OPEN = "is_complete"


class NoChart(Exception):
    """A chart cannot be made of these rows; the page tells the reason in its place."""


def columns_of(tag: Tag) -> list[str]:
    """Name the columns of the query that a chart needs."""
    names = ("x", "y", "series", "value", "nameCol", "valueCol")
    return list(dict.fromkeys(column for name in names for column in tag.listed(name)))


def chart(tag: Tag, answer: Answer) -> dict[str, Any]:
    """Make the specification of a chart; its rows are the data set with the query's name.

    Raises:
        NoChart: the query lacks a column, or its values fit no axis.
    """
    missing = [name for name in columns_of(tag) if name not in answer.columns]
    if missing:
        known = ", ".join(answer.columns)
        raise NoChart(f"<{tag.name}> must name columns of {tag.query} ({known}), got {missing[0]}")
    if not answer.rows:
        raise NoChart("the query gave no rows yet")
    made = _KINDS[tag.name](tag, answer)
    spec: dict[str, Any] = made.properties(width="container").to_dict()
    for key in ("$schema", "config"):
        spec.pop(key, None)
    return spec


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


def _line(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    base, colour = _long(tag, answer)
    shown = base.encode(
        x=_x(tag, answer),
        y=alt.Y("value:Q", title=None, axis=_axis(tag), scale=_scale(tag)),
        tooltip=_tips(tag, answer),
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

    base, colour = _long(tag, answer)
    value: dict[str, Any] = {"title": None, "axis": _axis(tag)}
    if _OPEN in answer.columns:
        colour["opacity"] = alt.condition(f"datum.{_OPEN}", alt.value(1), alt.value(0.45))
    if tag.text("swapXY") == "true":
        names = alt.Y(f"{tag.text('x')}:N", sort=None, title=None, axis=alt.Axis(labelLimit=220))
        across = base.encode(y=names, x=alt.X("value:Q", **value), tooltip=_tips(tag, answer))
        return across.encode(**colour).mark_bar().properties(height={"step": _STEP})
    grouped: dict[str, Any] = (
        {"xOffset": "series:N"} if tag.text("type") == "grouped" and colour else {}
    )
    x = _x(tag, answer, bars=True)
    up = base.encode(x=x, y=alt.Y("value:Q", **value), tooltip=_tips(tag, answer))
    return up.encode(**colour, **grouped).mark_bar().properties(height=_HEIGHT)


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
        height={"step": _STEP}
    )


def _heatmap(tag: Tag, answer: Answer) -> Any:
    import altair as alt

    value = tag.text("value")
    how = format_of(tag.text("valueFmt"), value)
    longest = max(len(str(each)) for each in answer.values(tag.text("x")))
    axes = [
        f"{tag.text(axis)}:{'O' if _kind(answer, tag.text(axis)) != 'T' else 'N'}" for axis in "xy"
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
        .properties(height={"step": 22})
    )


_KINDS: Mapping[str, Callable[[Tag, Answer], Any]] = {
    "LineChart": _line,
    "BarChart": _bar,
    "FunnelChart": _funnel,
    "Heatmap": _heatmap,
}


def _long(tag: Tag, answer: Answer) -> tuple["altair.Chart", dict[str, Any]]:
    """Give each value a row of its own, `value` and `series`, and the colour of its series."""
    import altair as alt

    columns, series = tag.listed("y"), tag.text("series")
    base = alt.Chart(alt.NamedData(tag.query))
    if series:
        base = base.transform_calculate(series=f"datum.{series}", value=f"datum.{columns[0]}")
        domain = [str(each) for each in dict.fromkeys(answer.values(series)) if each is not None]
        return base, {"color": _colour(domain, {})}
    if len(columns) == 1:
        return base.transform_calculate(value=f"datum.{columns[0]}"), {}
    base = base.transform_fold([*columns], as_=["series", "value"])
    return base, {"color": _colour(columns, {each: each.replace("_", " ") for each in columns})}


def _colour(domain: list[str], labels: dict[str, str]) -> "altair.Color":
    import altair as alt

    listed = ", ".join(f"'{name}': '{label}'" for name, label in labels.items())
    said: dict[str, Any] = {"labelExpr": f"{{{listed}}}[datum.label]"} if labels else {}
    longest = max((len(each) for each in domain), default=0)
    columns = max(2, _LEGEND_LETTERS // (longest + 4))
    legend = alt.Legend(title=None, orient="top", columns=columns, **said)
    return alt.Color("series:N", sort=None, scale=alt.Scale(domain=domain), legend=legend)


def _x(tag: Tag, answer: Answer, *, bars: bool = False) -> "altair.X":
    import altair as alt

    column = tag.text("x")
    kind = _kind(answer, column)
    title = tag.text("xAxisTitle") or None
    if kind == "T":
        axis = alt.Axis(labelOverlap=True, labelAngle=0, grid=False, tickCount=6)
        if bars:
            return alt.X(
                f"{column}:O",
                title=title,
                axis=alt.Axis(
                    labelOverlap=True, labelAngle=0, formatType="time", format="%d %b %y"
                ),
            )
        return alt.X(f"{column}:T", title=title, axis=axis)
    axis = alt.Axis(labelOverlap=True, labelAngle=0, grid=False)
    is_number = kind == "Q" and not bars
    return alt.X(f"{column}:{'Q' if is_number else 'O'}", sort=None, title=title, axis=axis)


def _axis(tag: Tag) -> "altair.Axis":
    import altair as alt

    how = format_of(tag.text("yFmt"), tag.text("y"))
    said: dict[str, Any] = {"format": how.d3} if how.places >= 0 else {}
    return alt.Axis(tickCount=5, **said)


def _scale(tag: Tag) -> "altair.Scale":
    import altair as alt

    ends = {"yMin": "domainMin", "yMax": "domainMax"}
    limits: dict[str, Any] = {ends[name]: float(tag.text(name)) for name in ends if tag.text(name)}
    return alt.Scale(nice=True, **limits)


def _tips(tag: Tag, answer: Answer) -> "list[altair.Tooltip]":
    import altair as alt

    column = tag.text("x")
    how = format_of(tag.text("yFmt"), tag.text("y"))
    is_time = _kind(answer, column) == "T"
    tips = [alt.Tooltip(f"{column}:{'T' if is_time else 'N'}", **_day(is_time))]
    if tag.text("series") or len(tag.listed("y")) > 1:
        tips.append(alt.Tooltip("series:N"))
    said: dict[str, Any] = {"format": how.d3 if how.places >= 0 else ",.4~f"}
    return [*tips, alt.Tooltip("value:Q", title=tag.text("yAxisTitle") or "value", **said)]


def _day(is_time: bool) -> dict[str, Any]:
    return {"format": "%Y-%m-%d"} if is_time else {}


def _kind(answer: Answer, column: str) -> str:
    """Tell what a column is along an axis: T a time, Q a number, N a name."""
    kind = answer.columns[column]
    if kind in ("DATE", "TIMESTAMP"):
        return "T"
    is_number = kind.startswith(("DECIMAL", "BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "SMALLINT"))
    return "Q" if is_number else "N"
