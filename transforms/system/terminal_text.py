"""Text for terminals: what one would obey, hide or turn round is written as an escape."""

import unicodedata


def visible(text: str) -> str:
    """Write a text so that all of it is seen: an escape for what is not, letters as they are."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _is_seen(c) else repr(c)[1:-1] for c in text)


def visible_lines(text: str) -> str:
    """Write a text of several lines so that all of it is seen."""
    return "\n".join(map(visible, text.split("\n")))


def json_visible(text: str) -> str:
    """Write JSON so that all of it is seen; it says the same as before."""
    return "".join(c if c == "\n" or _is_seen(c) else _json_escape(c) for c in text)


def _is_seen(character: str) -> bool:
    """Tell whether a character has a place and a look; a space of any script has its place."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
