"""Tables: whole words and numbers at any width, and records where they do not fit."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from transforms.cli.bars import bar, sparkline
from transforms.cli.tables import print_bars, print_table, shown
from transforms.cli.terminal import draw

ID = "processing_batch_20260101_000000_0123456789ab"
AT = datetime(2026, 1, 1, 12)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal without colours, of 80 columns."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")


def printed(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def at_80(
    capsys: pytest.CaptureFixture[str],
    names: Sequence[str],
    *rows: Sequence[Any],
    prose: Sequence[str] = (),
) -> list[str]:
    print_table(names, rows, prose=prose)
    return printed(capsys)


@pytest.mark.usefixtures("terminal")
def test_headings_break_before_numbers_do(capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"a_long_name_of_column_{number}" for number in range(6)]
    lines = at_80(capsys, names, [Decimal("1234.56")] * 6)
    assert lines[-1].split() == ["1234.56"] * 6
    assert all(len(line) <= 80 for line in lines)
    assert "of_" in " ".join(lines[:-2])


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("room", "is_table"),
    [pytest.param(12, True, id="80 columns fit"), pytest.param(13, False, id="81 do not")],
)
def test_what_does_not_fit_becomes_records(
    capsys: pytest.CaptureFixture[str], room: int, is_table: bool
) -> None:
    lines = at_80(capsys, ["id", "at", "n"], (ID, AT, 10 ** (room - 1)), ("b", AT, 2))
    assert (lines[0] == "row 1 of 2") is not is_table
    assert any(ID in line for line in lines)
    assert sum(str(AT) in line for line in lines) == 2
    assert any(str(10 ** (room - 1)) in line for line in lines)


@pytest.mark.usefixtures("terminal")
def test_one_row_is_a_record_without_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert at_80(capsys, ["a", "longer"], ("x" * 50, "y" * 50)) == [
        f"a       {'x' * 50}",
        f"longer  {'y' * 50}",
    ]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("width", [pytest.param(5, id="fits"), pytest.param(50, id="too wide")])
def test_no_rows_are_said(capsys: pytest.CaptureFixture[str], width: int) -> None:
    lines = at_80(capsys, ["a" * width, "b" * width])
    assert lines[-1] == "no rows"


@pytest.mark.usefixtures("terminal")
def test_an_id_too_wide_beside_its_name_stands_below_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert at_80(capsys, ["sha256_of_the_file"], ("f" * 64,)) == [
        "sha256_of_the_file",
        "─" * 64,
        "f" * 64,
    ]
    assert at_80(capsys, ["sha256_of_the_file", "b"], ("f" * 64, "g" * 64)) == [
        "sha256_of_the_file",
        f"  {'f' * 64}",
        "b",
        f"  {'g' * 64}",
    ]


@pytest.mark.usefixtures("terminal")
def test_sentences_break_between_words_and_long_paths_anywhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = at_80(capsys, ["what", "found"], ("home", "/x" * 60), prose=["found"])
    assert [len(line) for line in lines[2:]] == [80, 52]
    lines = at_80(capsys, ["text"], ("many words " * 10,))
    assert not any(line.strip().startswith("any") for line in lines)


def test_a_pipe_has_every_row_in_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    print_table(["a", "b"], [("x" * 300, "many words " * 30)])
    assert len(printed(capsys)) == 3


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        pytest.param([0.5, 0.0417, None, -1.0], ["0.5000", "0.0417", "", "-1.0000"], id="places"),
        pytest.param([0.5, 1 / 3], ["0.5", "0.3333333333333333"], id="too many places"),
        pytest.param([0.5, 1e300, float("inf")], ["0.5", "1e+300", "inf"], id="no places"),
        pytest.param([Decimal("0.5"), Decimal("0.25")], ["0.5", "0.25"], id="as they are"),
    ],
)
def test_points_of_fractions_align(
    capsys: pytest.CaptureFixture[str], values: Sequence[Any], cells: Sequence[str]
) -> None:
    print_table(["n"], [(value,) for value in values])
    assert [line.strip() for line in printed(capsys)[2:]] == cells


def test_values_are_shown_for_people() -> None:
    values = [None, True, False, 1234, Decimal("1.50"), AT, "a\tb", b"\xff", ["[red]"]]
    assert [shown("", value) for value in values] == (
        ["", "yes", "no", "1234", "1.50", "2026-01-01 12:00:00", r"a\tb", r"\xff", "['[red]']"]
    )


@pytest.mark.parametrize(
    ("value", "drawn"),
    [(8, "████"), (4, "██"), (1, "▌"), (0, ""), (-1, ""), (0.25, "▏"), (16, "████")],
)
def test_a_bar_is_as_long_as_its_share_of_the_greatest(value: float, drawn: str) -> None:
    assert bar(value, 8, 4) == drawn


def test_bars_stand_beside_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("a", Decimal(4)), ("b", Decimal(2)), ("c", None)]
    print_bars(["step", "sum"], rows, "sum", "Steps", shown)
    lines = printed(capsys)
    assert lines[0] == "Steps"
    assert [line.count("█") for line in lines[3:]] == [30, 15, 0]


def test_nothing_at_all_has_bars_of_no_length() -> None:
    assert (bar(0, 0, 4), sparkline([]), sparkline([0.0, 0.0])) == ("", "", "▁▁")


def test_a_sparkline_goes_from_nothing_to_the_greatest() -> None:
    assert sparkline([0, 1, 2, None, 7]) == "▁▂▃ █"
    assert draw([0, 7]) == "▁█"


def test_a_terminal_without_unicode_has_signs_of_ascii() -> None:
    assert bar(4, 8, 4, is_unicode=False) == "##"
    assert sparkline([0, 7], is_unicode=False) == "_#"
