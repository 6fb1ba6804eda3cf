"""The period is cut into chunks: every day and user once, and as many events as were asked for."""

from itertools import pairwise

import pytest

from transforms.generate.calendar import Calendar
from transforms.generate.chunks import Chunk, chunks_of
from transforms.generate.options import GeneratorOptions


def chunks(events: int, days: int, files: int = 4) -> list[Chunk]:
    options = GeneratorOptions(users=events // 10, events=events, days=days, files=files)
    return chunks_of(Calendar(options, []), options)


SHAPES = [
    pytest.param(750_000, 730, id="days joined"),
    pytest.param(10_000_000, 30, id="every day cut by its users"),
    pytest.param(1_000_000, 30, id="some days cut, and others joined"),
    pytest.param(1_000, 3_650, id="days without events"),
    pytest.param(1_000, 1, id="one day"),
]


@pytest.mark.parametrize(("events", "days"), SHAPES)
def test_chunks_have_the_events_that_were_asked_for(events: int, days: int) -> None:
    found = chunks(events, days)
    assert sum(chunk.events for chunk in found) == events
    assert all(chunk.events > 0 for chunk in found)


@pytest.mark.parametrize(("events", "days"), SHAPES)
def test_chunks_follow_each_other(events: int, days: int) -> None:
    found = chunks(events, days)
    assert [chunk.number for chunk in found] == list(range(len(found)))
    assert found[0].first_day == 0
    assert found[-1].last_day == days - 1
    for chunk, following in pairwise(found):
        if chunk.user_group + 1 < chunk.user_groups:
            assert following.user_group == chunk.user_group + 1
            assert following.first_day == chunk.first_day
        else:
            assert following.user_group == 0
            assert following.first_day == chunk.last_day + 1


def test_a_chunk_is_small_and_so_is_its_share_of_a_file() -> None:
    assert max(chunk.events for chunk in chunks(10_000_000, 30)) <= 32_768
    assert max(chunk.events for chunk in chunks(10_000, 1, files=5)) <= 1_000


def test_every_file_has_chunks() -> None:
    assert {chunk.file for chunk in chunks(750_000, 730, files=10)} == set(range(10))
