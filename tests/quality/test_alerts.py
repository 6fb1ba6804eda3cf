"""Alerts open once, go on, and are resolved; what is due of them is said once for each state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from transforms.quality.alerts import Alert, is_due, settle, snooze
from transforms.quality.health import Trouble
from transforms.quality.judging import Bounds
from transforms.quality.monitors import Judged, Verdict

AT = datetime(2024, 3, 10, 6)
DAY = date(2024, 3, 1)
REMIND = timedelta(hours=24)


def verdict(*values: float, first: int = 0, monitor: str = "revenue") -> Verdict:
    """Days from one on, of which 10 and more are well."""
    days = [
        Judged(DAY + timedelta(days=first + number), value, Bounds(low=10.0))
        for number, value in enumerate(values)
    ]
    return Verdict(monitor, "", "finance", days)


def after(known: Sequence[Alert], *verdicts: Verdict, hours: float = 0) -> list[Alert]:
    """What is known of alerts after one more run."""
    changed = settle(known, verdicts, [], AT + timedelta(hours=hours), {"revenue", "orders"})
    by_id = {each.alert_id: each for each in known} | {each.alert_id: each for each in changed}
    return list(by_id.values())


def test_a_fault_of_seven_days_is_one_alert() -> None:
    known: list[Alert] = []
    values = [20.0, 20.0, *[0.0] * 7, 20.0]
    for end in range(3, len(values) + 1):
        known = after(known, verdict(*values[end - 3 : end], first=end - 3), hours=24 * end)
        if end == 3:
            assert [(each.state, each.days) for each in known] == [("open", 1)]
    (alert,) = known
    assert (alert.state, alert.days) == ("resolved", 7)
    assert (alert.first_day, alert.last_day) == (DAY + timedelta(2), DAY + timedelta(8))


def test_the_same_days_again_change_nothing() -> None:
    known = after([], verdict(20, 0, 0))
    assert settle(known, [verdict(20, 0, 0)], [], AT, {"revenue"}) == []


def test_a_day_that_was_broken_and_is_over_is_told_and_resolved_at_once() -> None:
    (alert,) = after([], verdict(20, 0, 20))
    assert (alert.state, alert.days, alert.resolved_at) == ("resolved", 1, AT)
    assert after([alert], verdict(20, 0, 20)) == [alert]


def test_a_new_fault_behind_a_day_that_was_well_is_a_new_alert() -> None:
    known = after([], verdict(20, 0, 20))
    known = after(known, verdict(0, 20, 0, first=1), hours=1)
    assert [each.state for each in known] == ["resolved", "open"]


@pytest.mark.parametrize("step", [1, 3, 12])
def test_it_is_the_same_how_many_days_are_judged_at_once(step: int) -> None:
    values = [20.0, 0.0, 0.0, 20.0, 20.0, 0.0, 20.0, 20.0, 0.0, 0.0, 0.0, 0.0]
    known: list[Alert] = []
    for first in range(0, len(values), step):
        known = after(known, verdict(*values[first : first + step], first=first), hours=first)
    found = sorted((each.first_day, each.last_day, each.days, each.state) for each in known)
    assert found == [
        (date(2024, 3, 2), date(2024, 3, 3), 2, "resolved"),
        (date(2024, 3, 6), date(2024, 3, 6), 1, "resolved"),
        (date(2024, 3, 9), date(2024, 3, 12), 4, "open"),
    ]


def test_one_that_cannot_be_judged_stays_as_it_is() -> None:
    known = after([], verdict(20, 0))
    learning = Verdict("revenue", "", "finance", [Judged(DAY, 0.0, None)])
    assert after(known, learning) == known
    assert after(known) == known


def test_what_nobody_watches_is_resolved() -> None:
    known = after([], verdict(0, monitor="gone"))
    (alert,) = after(known)
    assert alert.state == "resolved"


def test_trouble_is_one_alert_till_it_is_over() -> None:
    trouble = Trouble("failed_batches", "b", "b failed: no room")
    known = settle([], [], [trouble], AT, ())
    assert [each.state for each in known] == ["open"]
    assert settle(known, [], [trouble], AT, ()) == []
    (changed,) = settle(known, [], [replace(trouble, sentence="b failed: no light")], AT, ())
    assert changed.alert_id == known[0].alert_id
    (over,) = settle(known, [], [], AT, ())
    assert over.state == "resolved"


def test_a_state_is_due_until_it_is_told_and_an_open_one_after_a_day() -> None:
    (alert,) = after([], verdict(0))
    assert is_due(alert, AT, REMIND) == "open"
    told = replace(alert, notified_at=AT)
    assert is_due(told, AT + timedelta(hours=23, minutes=59), REMIND) == ""
    assert is_due(told, AT + REMIND, REMIND) == f"reminder {AT.isoformat()}"
    (resolved,) = after([told], verdict(0, 20))
    assert is_due(resolved, AT, REMIND) == "resolved"
    assert is_due(replace(resolved, notified_at=AT), AT + 9 * REMIND, REMIND) == ""


def test_a_snoozed_alert_is_told_when_it_is_resolved() -> None:
    (alert,) = after([], verdict(0))
    snoozed = snooze([alert], alert.alert_id, AT + timedelta(days=2))
    assert snoozed is not None
    assert is_due(snoozed, AT + timedelta(days=1), REMIND) == ""
    assert is_due(snoozed, AT + timedelta(days=2), REMIND) == "open"
    (resolved,) = after([snoozed], verdict(0, 20))
    assert is_due(resolved, AT, REMIND) == "resolved"
    assert snooze([resolved], alert.alert_id, AT) is None
    assert snooze([alert], "another", AT) is None
