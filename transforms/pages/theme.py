"""Theme: how charts look, once for pages, whose style sheet has the colours, and for pictures."""

import re
from functools import cache
from pathlib import Path
from typing import Any

_STYLE = Path(__file__).parent / "page.css"
_ROOT = re.compile(r":root \{(?P<values>[^}]*)\}")
_VALUE = re.compile(r"--(?P<name>[a-z0-9]+): (?P<colour>#[0-9a-f]+)")
_MARK = {"color": "var(--c1)"}
#: Vega-Lite's configuration; a colour is named as the style sheet names it.
CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)",
        "titleColor": "var(--soft)",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 11,
    },
    "legend": {"labelColor": "var(--ink)", "titleColor": "var(--soft)", "labelLimit": 240},
    "range": {"category": [f"var(--c{number})" for number in range(1, 9)]},
    "mark": _MARK,
    "bar": _MARK,
    "rect": _MARK,
    "line": {**_MARK, "strokeWidth": 2, "strokeJoin": "round"},
    "point": _MARK,
    "text": {"color": "var(--ink)", "fill": "var(--ink)"},
}


def light() -> dict[str, Any]:
    """Give the configuration with the colours of the light scheme, for what has no style sheet."""
    config: dict[str, Any] = _coloured(CONFIG)
    title = {"anchor": "start", "color": "var(--ink)", "subtitleColor": "var(--soft)"}
    return {**config, "background": colours()["card"], "title": _coloured(title)}


@cache
def colours() -> dict[str, str]:
    """Read the colours of the light scheme, by name: the first ones of the style sheet."""
    found = _ROOT.search(_STYLE.read_text())
    return dict(_VALUE.findall(found["values"])) if found else {}


def _coloured(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _coloured(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_coloured(each) for each in value]
    if isinstance(value, str) and value.startswith("var(--"):
        return colours()[value.removeprefix("var(--").rstrip(")")]
    return value
