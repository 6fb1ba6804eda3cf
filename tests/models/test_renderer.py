"""Rendering: settings, literals and bounds become SQL, and nothing is left open."""

from datetime import date, datetime

import pytest
from jinja2 import UndefinedError

from transforms.config import Config
from transforms.lake.sql import text_literal
from transforms.models.model import read_models
from transforms.models.renderer import AllTime, Renderer, days_in, timestamp


class Days(AllTime):
    """Bounds of some days."""

    def days(self, relation: str, first: str, last: str) -> list[date]:
        return {
            ("a", "day", "day"): [date(2024, 3, 5), date(2024, 3, 1)],
            ("b", "first", "last"): [date(2024, 3, 3)],
        }[relation, first, last]


def rendered(text: str) -> str:
    return Renderer(Config(), Days()).render(text)


def test_settings_stand_in_the_text() -> None:
    assert rendered("{{ sessions.gap_minutes }}") == "30"


@pytest.mark.parametrize("text", ["{{ sessions.gap }}", "{{ nothing }}", "{{ nothing() }}"])
def test_what_is_not_known_is_an_error(text: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(text)


def test_texts_are_quoted() -> None:
    assert text_literal("it's") == "'it''s'"
    assert rendered("{{ texts(['a', \"b'\"]) }}") == "'a', 'b'''"
    assert rendered("{{ texts([]) }}") == "''"


def test_bounds_are_the_days_of_all_sources() -> None:
    assert rendered("{{ on_dates('x', 'a.day', 'b.first..last') }}") == (
        "x in (date '2024-03-01', date '2024-03-03', date '2024-03-05')"
    )


def test_without_a_batch_all_days_are_read() -> None:
    text = "select 1 where {{ on_dates('x', 'a.day') }}"
    assert Renderer(Config(), AllTime()).render(text) == "select 1 where true"


@pytest.mark.parametrize(
    ("days", "condition"),
    [
        pytest.param([], "false", id="no days"),
        pytest.param([1], "x between date '2024-01-01' and date '2024-01-01'", id="one day"),
        pytest.param([1, 2, 3], "x between date '2024-01-01' and date '2024-01-03'", id="a run"),
        pytest.param([1, 3], "x in (date '2024-01-01', date '2024-01-03')", id="with a hole"),
    ],
)
def test_days_are_a_range_or_a_list(days: list[int], condition: str) -> None:
    assert days_in("x", [date(2024, 1, day) for day in days]) == condition


def test_many_days_are_a_range() -> None:
    days = [date.fromordinal(738_000 + 2 * day) for day in range(401)]
    assert days_in("x", days) == f"x between date '{days[0]}' and date '{days[-1]}'"


def test_a_moment_that_is_not_lets_no_row_pass() -> None:
    assert timestamp(None) == "cast(null as timestamp)"
    assert timestamp(datetime(2024, 3, 1, 12, 0, 0, 1)) == "timestamp '2024-03-01 12:00:00.000001'"


def test_every_model_can_be_rendered() -> None:
    config = Config.model_validate({"currency": {"rates": {"EUR": 1.1}}})
    for model in read_models("staging", "silver", "ops"):
        text = Renderer(config, AllTime()).render(model.body)
        assert "{{" not in text
        assert model.summary not in text, "a header is for people, not for the engine"
