"""Stories: a case that breaks a promise fails by its name, the others are told without it."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.events import event
from tests.sql import stories
from tests.sql.stories import Case, Story, without_broken
from transforms.errors import PromiseBroken


def cases(*visitors: str) -> list[Case]:
    return [Case(each, "true", [event("page_view", each)]) for each in visitors]


def loaded(lines: bytes) -> SimpleNamespace:
    """Load no lake: `bad` breaks a promise, and `half` does with `other half`."""
    if b'"bad"' in lines or (b'"half"' in lines and b'"other half"' in lines):
        raise PromiseBroken("a_key: one row per key")
    return SimpleNamespace(close=lambda: None)


@pytest.fixture(autouse=True)
def _no_lakes(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_lake(_: Path, batches: Sequence[bytes], *__: Any, **___: Any) -> SimpleNamespace:
        return loaded(b"".join(batches))

    monkeypatch.setattr(stories, "build_lake", build_lake)


def load(_: Path, told: Sequence[Case]) -> list[str]:
    loaded(stories.lines(*(event for case in told for event in case.events)))
    return [case.name for case in told]


def test_the_broken_case_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    told, broken = without_broken(tmp_path, cases("bad", "good", "better"), {}, load)
    assert told == ["good", "better"]
    assert broken == {"bad": "a_key: one row per key"}


def test_where_nothing_breaks_all_are_told_at_once(tmp_path: Path) -> None:
    assert without_broken(tmp_path, cases("good"), {}, load) == (["good"], {})


def test_a_promise_that_only_cases_together_break_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PromiseBroken, match="a_key"):
        without_broken(tmp_path, cases("half", "other half"), {}, load)


def test_a_broken_case_fails_by_its_name() -> None:
    bad, good = cases("bad", "good")
    story = Story({"good": []}, {}, {}, {"bad": "a_key: one row per key"})
    story.check(good)
    with pytest.raises(AssertionError, match="bad: a_key: one row per key"):
        story.check(bad)
