"""Intervals of changes: published examples, few things, and none where nothing was counted."""

import pytest

from transforms.report.intervals import Interval, of_counts, of_shares


def rounded(found: Interval | None, places: int) -> tuple[float, float] | None:
    return found and (round(found.low, places), round(found.high, places))


@pytest.mark.parametrize(
    ("now", "before", "wanted"),
    [
        # Newcombe 1998, table II, method 10
        pytest.param((56, 70), (48, 80), (0.0524, 0.3339), id="56 of 70 and 48 of 80"),
        pytest.param((9, 10), (3, 10), (0.1705, 0.8090), id="9 and 3 of 10"),
        pytest.param((10, 10), (0, 10), (0.6075, 1.0), id="all and none of 10"),
        pytest.param((0, 10), (0, 10), (-0.2775, 0.2775), id="none of 10 twice"),
    ],
)
def test_shares_have_newcombe_s_interval(
    now: tuple[int, int], before: tuple[int, int], wanted: tuple[float, float]
) -> None:
    found = of_shares(now[0] / now[1], now[1], before[0] / before[1], before[1])
    assert rounded(found, 4) == wanted


def test_counts_have_an_interval_about_as_wide_as_the_root_of_both() -> None:
    found = of_counts(1_000, 900)
    assert found is not None
    assert found.low == pytest.approx(100 - 1.96 * 1_900**0.5, abs=2)
    assert found.high == pytest.approx(100 + 1.96 * 1_900**0.5, abs=2)
    assert found.is_clear
    assert not of_counts(100, 100).is_clear  # type: ignore[union-attr]


def test_a_side_of_none_has_the_interval_of_none() -> None:
    # exactly, 10 is 4.80 to 18.39, and none is 0 to 3.69
    assert rounded(of_counts(10, 0), 0) == (4.0, 18.0)
    assert rounded(of_counts(0, 10), 0) == (-18.0, -4.0)


def test_what_was_not_counted_has_no_interval() -> None:
    assert of_counts(0, 0) is None
    assert of_counts(-1, 4) is None
    assert of_shares(0.5, 0, 0.5, 9) is None
    assert of_shares(0.5, 9, 0.5, 0) is None
