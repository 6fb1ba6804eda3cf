"""The compiled path held against the other two."""

from functools import cache

from tests.parse.conftest import NOW_US
from transforms.config import LimitSettings
from transforms.parse.compiled_path import ReadLine, compiled_reader
from transforms.parse.exact_path import ExactReader
from transforms.parse.fast_path import FastReader
from transforms.parse.lines import with_id
from transforms.parse.refusals import Refusal


@cache
def _compiled() -> ReadLine | None:
    return compiled_reader(LimitSettings(), NOW_US)


def reference(line: bytes) -> tuple[bytes | None, list[str]]:
    """Give what the other paths write of a line, and its fields without a column."""
    limits = LimitSettings()
    try:
        found = FastReader(limits, NOW_US).read(line, 7) or ExactReader(limits, NOW_US).read(
            line, 7
        )
    except Refusal:
        return None, []
    return with_id(found[0]), found[1]


def agree(line: bytes) -> bool:
    """Compare with the other paths; tell whether the compiled one, if built, took the line."""
    read = _compiled()
    found = read(line, 7) if read else None
    if found is not None:
        assert (found, []) == reference(line)
    return found is not None
