"""scale: figures as a table, as JSON, and what cannot be asked."""

import pytest

from tests.cli.shop import called

Capture = pytest.CaptureFixture[str]


def test_a_table_ends_with_a_verdict(capsys: Capture) -> None:
    ended = called(capsys, "scale", "--events-per-day", "10000000", "--cores", "2")
    assert ended.code == 0
    assert "312,501 at the peak" in ended.out
    assert "14 s on 2 cores" in ended.out
    assert ended.out.splitlines()[-1].startswith("10,000,000 events a day ask for more cores: ")


def test_json_has_every_figure(capsys: Capture) -> None:
    ended = called(capsys, "scale", "--events-per-day", "96", "--json")
    assert ended.rows["batch_events"] == 1
    assert ended.rows["cores"] > 0
    assert ended.rows["shuffles"][0].keys() == {"key", "tables"}


@pytest.mark.parametrize("number", ["0", "-1", "many", "1000000000001"])
def test_a_number_that_cannot_be_is_refused(capsys: Capture, number: str) -> None:
    ended = called(capsys, "scale", "--events-per-day", number)
    assert ended.code == 2
    assert "--events-per-day" in ended.err
