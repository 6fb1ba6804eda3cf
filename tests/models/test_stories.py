"""Stories: a case that breaks a promise fails by its name, the others are told without it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.events import event
from tests.lakes import Lake, build_lake
from tests.sql import stories
from tests.sql.stories import Case, tell
from transforms.errors import PromiseBroken

GOOD = Case("good", "visitor_id = 'v'", [event("page_view", "v")], [{"user_id": "v"}])
BAD = Case("bad", "visitor_id = 'bad'", [event("page_view", "bad")])


@pytest.fixture(autouse=True)
def _some_break(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let events of `bad` break a promise, and `half` with `other half`."""

    def build(home: Path, batches: Sequence[bytes], *more: Any, **options: Any) -> Lake:
        text = b"".join(batches)
        if b'"bad"' in text or (b'"half"' in text and b'"other half"' in text):
            raise PromiseBroken("a_key: one row per key")
        return build_lake(home, batches, *more, **options)

    monkeypatch.setattr(stories, "build_lake", build)


def test_the_broken_case_alone_fails_by_its_name(tmp_path: Path) -> None:
    story = tell(tmp_path, "silver_identity_map", [BAD, GOOD], {})
    story.check(GOOD)
    story.check_pieces()
    with pytest.raises(AssertionError, match="bad: a_key: one row per key"):
        story.check(BAD)


def test_a_promise_that_only_cases_together_break_is_an_error(tmp_path: Path) -> None:
    halves = [Case(name, "true", [event("page_view", name)]) for name in ("half", "other half")]
    with pytest.raises(PromiseBroken, match="a_key"):
        tell(tmp_path, "silver_identity_map", halves, {})
