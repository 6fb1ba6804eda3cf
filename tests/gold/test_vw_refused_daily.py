"""vw_refused_daily: refused lines by day and reason, without a word of what stood in them."""

from tests.events import DAY, at
from tests.gold.days import day
from tests.models.under_test import ModelUnderTest


def test_lines_count_on_the_day_their_batch_came_in(model: ModelUnderTest) -> None:
    model.given(
        "batches",
        {"batch_id": "a", "received_at": at(0)},
        {"batch_id": "b", "received_at": at(60)},
        {"batch_id": "c", "received_at": at(DAY)},
        {"batch_id": "d"},
    )
    model.given(
        "dead_letters",
        {"batch_id": "a", "code": "E_UTF8"},
        {"batch_id": "a", "code": "E_UTF8"},
        {"batch_id": "b", "code": "E_UTF8"},
        {"batch_id": "b", "code": "E_SHAPE"},
        {"batch_id": "c", "code": "E_SHAPE"},
        {"batch_id": "d", "code": "E_SHAPE"},
    )
    model.expect(
        {"received_date": day(0), "code": "E_UTF8", "refused_lines": 3, "batches": 2},
        {"received_date": day(0), "code": "E_SHAPE", "refused_lines": 1, "batches": 1},
        {"received_date": day(1), "code": "E_SHAPE", "refused_lines": 1, "batches": 1},
    )
