"""The period cut into chunks of a bounded number of events, so that memory stays bounded too."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from transforms.generate.calendar import Calendar
from transforms.generate.options import GeneratorOptions

_MOST_EVENTS = 32_768


class _Span(NamedTuple):
    first_day: int
    last_day: int
    events: int
    user_group: int = 0
    user_groups: int = 1


@dataclass(frozen=True)
class Chunk:
    """Some days, or one day of some users: those with `user % user_groups == user_group`.

    It has exactly `events` events, and most of them go to file number `file`.
    """

    number: int
    file: int
    first_day: int
    last_day: int
    events: int
    user_group: int
    user_groups: int


def chunks_of(calendar: Calendar, options: GeneratorOptions) -> list[Chunk]:
    """Cut the period; the chunks' events add up to the events asked for."""
    most = min(_MOST_EVENTS, max(1, options.events // (2 * options.files)))
    events_by_day = np.diff(calendar.shared_out(options.events), prepend=0).tolist()
    spans = list(_spans(events_by_day, most))
    events_before = accumulate((span.events for span in spans), initial=0)
    return [
        Chunk(number, before * options.files // options.events, **span._asdict())
        for number, (span, before) in enumerate(zip(spans, events_before, strict=False))
    ]


def _spans(events_by_day: list[int], most: int) -> Iterator[_Span]:
    """Join days until there are `most` events; cut a day that has more by its users."""
    first_day, events = 0, 0
    for day, of_day in enumerate(events_by_day):
        if events and (of_day > most or events >= most):
            yield _Span(first_day, day - 1, events)
            first_day, events = day, 0
        if of_day > most:
            yield from _spans_of_day(day, of_day, most)
            first_day = day + 1
        else:
            events += of_day
    if events:
        yield _Span(first_day, len(events_by_day) - 1, events)


def _spans_of_day(day: int, events: int, most: int) -> Iterator[_Span]:
    groups = -(-events // most)
    for group in range(groups):
        before, until = events * group // groups, events * (group + 1) // groups
        yield _Span(day, day, until - before, group, groups)
