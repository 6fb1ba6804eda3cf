from dataclasses import replace

import pytest

from benchmarks.findings import Finding, Goal, Unit, middle, ratio
from benchmarks.measuring import Measured
from benchmarks.report import markdown, smaller
from benchmarks.sizes import SCALES, Scale, Sizes

SPEED = Goal("at least 100 events/s", 1_000, least=100)
FINDING = Finding("text", "speed", 1_000, 100, Unit.rate, SPEED)
RUN = Measured(began_at=0, seconds=1, cpu_seconds=1, peak_bytes=1, out="", err="")


def runs(*seconds: float) -> list[Measured]:
    return [replace(RUN, seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        pytest.param(FINDING, "met", id="just enough is met"),
        pytest.param(replace(FINDING, value=99.9), "missed", id="too little is missed"),
        pytest.param(
            replace(FINDING, goal=Goal("", 1_000, most=100)), "met", id="just not too much is met"
        ),
        pytest.param(
            replace(FINDING, value=100.1, goal=Goal("", 1_000, most=100)),
            "missed",
            id="too much is missed",
        ),
        pytest.param(replace(FINDING, goal=None), "", id="without a goal there is none"),
        pytest.param(
            replace(FINDING, size=999), "met, at a smaller size", id="a smaller size is said"
        ),
    ],
)
def test_a_figure_is_held_against_its_goal(finding: Finding, verdict: str) -> None:
    assert finding.verdict == verdict


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1.234, Unit.seconds, "1.23 s"),
        (300 * 2**20, Unit.bytes, "300 MiB"),
        (81_234.5, Unit.rate, "81,234 events/s"),
        (1.234, Unit.times, "1.23 times"),
        (0.125, Unit.share, "1/8.0"),
        (123.4, Unit.bytes_an_event, "123 bytes"),
    ],
)
def test_a_figure_is_shown_with_its_unit(value: float, unit: Unit, shown: str) -> None:
    assert replace(FINDING, value=value, unit=unit).shown == shown


def test_one_slow_round_does_not_count() -> None:
    assert middle(runs(1, 9, 2)) == 2


def test_what_ran_side_by_side_is_compared() -> None:
    assert ratio(runs(2, 6, 30), runs(1, 3, 3)) == 2


def test_markdown_has_a_row_for_each_figure() -> None:
    rows = markdown([FINDING, replace(FINDING, what="memory", goal=None)]).splitlines()
    assert rows[0] == "| row | what | size | result | goal | verdict |"
    assert rows[2] == "| text | speed | 1,000 | 100 events/s | at least 100 events/s | met |"
    assert rows[3] == "| text | memory | 1,000 | 100 events/s |  |  |"


def test_rows_of_a_smaller_size_are_named() -> None:
    assert "text." in smaller([FINDING, replace(FINDING, size=999)])
    assert smaller([FINDING]) == ""


@pytest.mark.parametrize("scale", Scale)
def test_the_scales_can_be_measured(scale: Scale) -> None:
    assert SCALES[scale].problem() is None


@pytest.mark.parametrize(
    ("sizes", "problem"),
    [
        (Sizes(events=999, lake_events=20_000, batches=1), "--events and --lake-events"),
        (Sizes(events=1_000, lake_events=100_000, batches=0), "--batches, "),
        (Sizes(events=30_000, lake_events=100_000, batches=1, archived=31), "--archived"),
        (Sizes(events=30_000, lake_events=100_000, batches=1, archived=1), "two fifths"),
        (Sizes(events=1_000, lake_events=100_000, batches=3, archived=1), "two fifths"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(sizes: Sizes, problem: str) -> None:
    assert problem in (sizes.problem() or "")
