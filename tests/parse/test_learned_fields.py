"""Names are learned within bounds, and ordinary lines of every kind take the fast path."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.reading import KINDS
from tests.generate.sets import make
from tests.parse.conftest import NOW_US
from tests.parse.test_unknown_fields import PLAIN, agree, reader, written
from tests.paths import PROJECT
from transforms.config import LimitSettings
from transforms.generate.options import Spelling
from transforms.parse.fast_path import FastReader
from transforms.parse.learned_fields import MOST_LEARNED


def share(lines: Iterable[bytes]) -> float:
    """Give the share of lines that the fast path takes, each of them as the exact one does."""
    fast = reader()
    taken = [agree(fast, line) for line in lines]
    return sum(taken) / len(taken)


def test_the_fast_path_takes_the_example() -> None:
    example = PROJECT / "examples" / "merch_store" / "events.jsonl.gz"
    assert share(gzip.decompress(example.read_bytes()).splitlines()[::20]) >= 0.98


@pytest.mark.parametrize("items", [each for each in Spelling if each not in ("python", "mixed")])
def test_the_fast_path_takes_the_generated_shop(tmp_path: Path, items: Spelling) -> None:
    made = make(tmp_path / "set", items=items)
    assert share(b"".join(path.read_bytes() for path in made.files).splitlines()) >= 0.98


@pytest.mark.parametrize("kind", ["the peers' shape", "five unknown fields"])
def test_the_fast_path_takes_fields_that_no_rule_knows(kind: str) -> None:
    assert share(json.dumps(KINDS[kind](number)).encode() for number in range(300)) >= 0.98


def test_names_are_learned_up_to_a_bound_and_all_are_read_the_same() -> None:
    fast = reader()
    for number in range(MOST_LEARNED + 3):
        fields = {**PLAIN, f"f{number}": 1, "items": {"item_id": "a", f"i{number}": 1}}
        assert agree(fast, written(fields, is_text=True)) == (number < MOST_LEARNED)


@pytest.mark.parametrize(("fields", "most"), [(64, 0), (66, 2), (500, MOST_LEARNED)])
def test_learned_names_stay_below_the_limit_of_keys(fields: int, most: int) -> None:
    fast = FastReader(LimitSettings(fields=fields), NOW_US)
    line = written({**PLAIN, **{f"f{number}": 1 for number in range(most)}}, is_text=False)
    assert fast.read(line, 7) is not None
    line = written({**PLAIN, **{f"g{number}": 1 for number in range(most + 1)}}, is_text=False)
    assert fast.read(line, 7) is None


@pytest.mark.parametrize(
    "line",
    [
        b'{"event_name":"view","deep":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"event_name":"view","digits":' + b"9" * 5_000 + b"}",
        b'{"event_name":"view","surrogate":"\\ud800"}',
        b'{"event_name":"view","items":"[{\\"x\\":","other":1}',
        b'["event_name"]',
    ],
    ids=["deep", "digits", "surrogate", "items", "array"],
)
def test_a_line_that_cannot_teach_takes_the_exact_path(line: bytes) -> None:
    assert reader().read(line, 7) is None
