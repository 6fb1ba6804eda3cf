"""Spans and sizes, as people write and read them."""

import pytest

from transforms.errors import UsageError
from transforms.system.units import ago, counted, seconds_of, size_in_words, span_in_words


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400)]
)
def test_a_span_has_a_unit(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "0m", "-1m", "1.5h", "15 m", "1w", "1h30m"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--every must be a span"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (7200, "2 hours"),
        (86_400 * 29, "29 days"),
        (86_400 * 800, "2 years"),
    ],
)
def test_a_span_is_said_by_its_largest_unit(seconds: float, words: str) -> None:
    assert span_in_words(seconds) == words
    assert ago(seconds) == f"{words} ago"
    if seconds:
        assert ago(-seconds) == f"in {words}"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1536, "1.5 KiB"),
        (5 << 40, "5.0 TiB"),
        (1 << 60, "1,048,576.0 TiB"),
    ],
)
def test_a_size_is_said_by_its_unit(size: int, words: str) -> None:
    assert size_in_words(size) == words


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "batch", "1 batch"),
        (0, "batch", "0 batches"),
        (1200, "line", "1,200 lines"),
        (2, "entry", "2 entries"),
    ],
)
def test_one_thing_is_no_plural(number: int, noun: str, words: str) -> None:
    assert counted(number, noun) == words
