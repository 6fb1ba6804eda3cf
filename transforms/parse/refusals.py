"""Why a line is refused, in one short sentence that never repeats the line."""

from typing import Any

SHOWN_CHARACTERS = 40


class Refusal(Exception):
    """Caught by the line reader: the line goes to the dead letters with this code and detail."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def shown(value: Any) -> str:
    """Show a value in a detail: one line of ASCII, cut after 40 characters."""
    if isinstance(value, str):
        cut = value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "..."
        return ascii(str(cut))
    return kind_of(value) if isinstance(value, dict | list) else str(value)[:SHOWN_CHARACTERS]


def kind_of(value: Any) -> str:
    """Name the JSON kind of a value."""
    if value is None:
        return "null"
    for kind, name in ((bool, "true or false"), (int, "a number"), (dict, "an object")):
        if isinstance(value, kind):
            return name
    return "an array" if isinstance(value, list) else "a text"
