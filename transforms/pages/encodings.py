"""Encodings: how the columns of a query become the axes, colours and hints of a chart."""

from typing import TYPE_CHECKING, Any

from transforms.pages.answers import Answer
from transforms.pages.formats import format_of
from transforms.pages.syntax import Tag

if TYPE_CHECKING:  # an extra, imported where it is used
    import altair

#: What fits in a row of a legend where the page is narrowest.
_LEGEND_LETTERS = 48
_WHOLE = ("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT")
_NUMBERS = ("DECIMAL", "DOUBLE", "FLOAT", *_WHOLE, *(f"U{name}" for name in _WHOLE))


def long_rows(tag: Tag, answer: Answer) -> tuple["altair.Chart", dict[str, Any]]:
    """Give each value a row of its own, `value` and `series`, and the colour of its series."""
    import altair as alt

    columns, series = tag.listed("y"), tag.text("series")
    base = alt.Chart(alt.NamedData(tag.query))
    if series:
        base = base.transform_calculate(series=f"datum.{series}", value=f"datum.{columns[0]}")
        names = {str(each) for each in answer.values(series) if each is not None}
        return base, {"color": _colour(names, {})}
    if len(columns) == 1:
        return base.transform_calculate(value=f"datum.{columns[0]}"), {}
    base = base.transform_fold([*columns], as_=["series", "value"])
    return base, {
        "color": _colour(set(columns), {each: each.replace("_", " ") for each in columns})
    }


def _colour(names: set[str], labels: dict[str, str]) -> "altair.Color":
    """Give each series a colour, in the order of the rows: texts of events stand in rows alone."""
    import altair as alt

    listed = ", ".join(f"'{name}': '{label}'" for name, label in labels.items())
    said: dict[str, Any] = {"labelExpr": f"{{{listed}}}[datum.label]"} if labels else {}
    longest = max((len(each) for each in names), default=0)
    columns = max(2, _LEGEND_LETTERS // (longest + 4))
    legend = alt.Legend(title=None, orient="top", columns=columns, **said)
    return alt.Color("series:N", sort=None, legend=legend)


def time_or_name(tag: Tag, answer: Answer, *, bars: bool = False) -> "altair.X":
    """Put a column along the x axis: a time, a number, or names in their order."""
    import altair as alt

    column = tag.text("x")
    kind = kind_of(answer, column)
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
    axis = alt.Axis(labelOverlap=True, labelAngle=0, grid=False, tickMinStep=1)
    is_number = kind == "Q" and not bars
    return alt.X(f"{column}:{'Q' if is_number else 'O'}", sort=None, title=title, axis=axis)


def value_axis(tag: Tag) -> "altair.Axis":
    """Write the values of a chart's axis in their format."""
    import altair as alt

    how = format_of(tag.text("yFmt"), tag.text("y"))
    said: dict[str, Any] = {"format": how.d3} if how.places >= 0 else {}
    if how.places == 0 and not how.is_share:
        said["tickMinStep"] = 1  # else rounding writes a number twice
    return alt.Axis(tickCount=5, **said)


def value_scale(tag: Tag, answer: Answer) -> "altair.Scale":
    """Let values begin and end where the tag says; where all are 0, that is the ground."""
    import altair as alt

    ends = {"yMin": "domainMin", "yMax": "domainMax"}
    limits: dict[str, Any] = {ends[name]: float(tag.text(name)) for name in ends if tag.text(name)}
    if not any(each for column in tag.listed("y") for each in answer.values(column)):
        limits = {"domainMin": 0, "domainMax": 1} | limits
    return alt.Scale(nice=True, **limits)


def tips(tag: Tag, answer: Answer) -> "list[altair.Tooltip]":
    """Say x, series and value where the pointer is."""
    import altair as alt

    column = tag.text("x")
    how = format_of(tag.text("yFmt"), tag.text("y"))
    is_time = kind_of(answer, column) == "T"
    tips = [alt.Tooltip(f"{column}:{'T' if is_time else 'N'}", **_day(is_time))]
    if tag.text("series") or len(tag.listed("y")) > 1:
        tips.append(alt.Tooltip("series:N"))
    said: dict[str, Any] = {"format": how.d3 if how.places >= 0 else ",.4~f"}
    return [*tips, alt.Tooltip("value:Q", title=tag.text("yAxisTitle") or "value", **said)]


def _day(is_time: bool) -> dict[str, Any]:
    return {"format": "%Y-%m-%d"} if is_time else {}


def kind_of(answer: Answer, column: str) -> str:
    """Tell what a column is along an axis: T a time, Q a number, N a name."""
    kind = answer.columns[column]
    if kind in ("DATE", "TIMESTAMP"):
        return "T"
    return "Q" if kind.startswith(_NUMBERS) else "N"
