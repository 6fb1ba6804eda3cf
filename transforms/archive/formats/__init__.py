"""The formats of raw batches, found by the manifest's `format` or by the ending of a file's name.

What is registered here is all that is known of a format; whoever counts, cuts, reads or blanks
records asks it.
"""

from transforms.archive.formats.format import Format
from transforms.archive.formats.json_lines import JSON_LINES
from transforms.archive.formats.json_values import JSON_VALUES
from transforms.errors import UnknownFormat

__all__ = ["FORMATS", "Format", "endings", "find_format"]

#: By name. The endings of no two formats are the same.
FORMATS: dict[str, Format] = {each.name: each for each in (JSON_LINES, JSON_VALUES)}


def find_format(name: str, batch_id: str) -> Format:
    """Find the format that a batch's manifest names.

    Raises:
        UnknownFormat: no format has the name.
    """
    if name not in FORMATS:
        raise UnknownFormat(
            f"{batch_id} must be in a format that is known ({', '.join(sorted(FORMATS))}),"
            f" got {name!r}"
        )
    return FORMATS[name]


def endings() -> dict[str, Format]:
    """List the endings of the files that are in a format, without the dot."""
    return {ending: each for each in FORMATS.values() for ending in each.endings}
