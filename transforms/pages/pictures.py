"""Pictures: a page's charts as PNG files, drawn without a browser and without asking anybody."""

import textwrap
from typing import Any

from transforms.errors import LakehouseError
from transforms.pages.answers import Answer
from transforms.pages.charts import chart, columns_of, note_of
from transforms.pages.data import records
from transforms.pages.syntax import Tag
from transforms.pages.theme import light

_WIDTH = 720
_LETTERS = 105
_SCALE = 2


def picture(tag: Tag, answer: Answer, currency: str, scale: float = _SCALE) -> bytes:
    """Draw a chart as a PNG, 720 points wide and `scale` times as sharp, with title and notes.

    Letters are those of the fonts that are installed here; vl-convert brings Latin ones.

    Raises:
        NoChart: the query failed, lacks a column, or gave no rows.
        LakehouseError: the chart cannot be drawn.
    """
    import vl_convert

    spec = chart(tag, answer)
    notes = textwrap.wrap(note_of(tag, answer, currency), _LETTERS)
    whole: dict[str, Any] = {
        **spec,
        "width": _WIDTH,
        "title": {"text": tag.label, "subtitle": notes},
        "datasets": {tag.query: records(answer, {*columns_of(tag)})},
        "padding": 14,
    }
    try:
        drawn = vl_convert.vegalite_to_png(whole, scale=scale, config=light(), allowed_base_urls=[])
    except ValueError as error:
        raise LakehouseError(
            f"the chart {tag.label!r} must be drawn, got: {str(error).splitlines()[0]}"
        ) from error
    return bytes(drawn)
