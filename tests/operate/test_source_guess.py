"""Mappings guessed of files as people have them; the guess is a draft, and loses nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from transforms.operate.source_cells import decimal_of, delimiter_of, time_format_of
from transforms.operate.source_guess import guess_mapping
from transforms.operate.source_setup import check_mapping

GERMAN = (
    "Bericht;;;;;;\r\n\r\n"
    "Bestelldatum;Bestellnummer;Kundennummer;Gesamtbetrag;Währung;Lager, Regal;value\r\n"
    "26.02.2025 10:05;A-1;K1;1.234,50 €;EUR;Nord, 3;x\r\n"
    "27.02.2025 00:30;A-2;K2;12,00 €;EUR;Süd, 4;y\r\n"
)


def guessed(folder: Path, text: str, zone: str = "UTC") -> dict[str, Any]:
    path = folder / "till.csv"
    path.write_bytes(text.encode("windows-1252"))
    found = guess_mapping(path, "till", zone)
    check_mapping("till", found)
    return found


def test_a_german_file_is_read_as_excel_wrote_it(tmp_path: Path) -> None:
    found = guessed(tmp_path, GERMAN, "Europe/Berlin")
    assert found["csv"] == {
        "delimiter": ";",
        "encoding": "windows-1252",
        "decimal": ",",
        "skip_lines": 2,
    }
    assert (found["time_format"], found["timezone"]) == ("%d.%m.%Y %H:%M", "Europe/Berlin")
    assert found["fields"] == {
        "event_name": {"value": "purchase"},
        "event_timestamp": "Bestelldatum",
        "user_id": "Kundennummer",
        "transaction_id": "Bestellnummer",
        "value": "value",
        "currency": "Währung",
        "platform": {"value": "WEB"},
    }


def test_what_says_nothing_is_kept_and_an_events_own_name_is_not(tmp_path: Path) -> None:
    found = guessed(tmp_path, "date,value,total,items,shelf\n2025-02-26,1,2,none,3\n")
    assert (found["extra"], found["ignore"]) == (["total", "shelf"], ["items"])
    assert "time_format" not in found


def test_costs_are_told_by_what_is_counted(tmp_path: Path) -> None:
    found = guessed(tmp_path, "Tag;Plattform;Kosten;Klicks\n26.02.2025;google;-1,5;3\n")
    assert found["fields"] == {
        "event_name": {"value": "marketing_cost"},
        "event_timestamp": "Tag",
        "source": "Plattform",
        "value": "Kosten",
        "clicks": "Klicks",
    }


def test_a_time_is_found_by_its_look_where_no_name_says_so(tmp_path: Path) -> None:
    found = guessed(tmp_path, "wer;wann\nu;26.02.2025\nv;1.3.2025\n")
    assert (found["fields"]["event_timestamp"], found["time_format"]) == ("wann", "%d.%m.%Y")


@pytest.mark.parametrize(
    ("texts", "is_european", "pattern"),
    [
        (["2025-02-26T10:00:00Z", "1740564000500"], False, ""),
        (["26.02.25"], True, "%d.%m.%y"),
        (["26.02.2025, 10:05", ""], True, "%d.%m.%Y, %H:%M"),
        (["01/02/2025"], True, "%d/%m/%Y"),
        (["01/02/2025"], False, "%m/%d/%Y"),
        (["01/02/2025", "26/02/2025"], False, "%d/%m/%Y"),
        (["2/26/2025 9:05 PM"], False, "%m/%d/%Y %I:%M %p"),
        (["20250226"], False, "%Y%m%d"),
        (["26.02.2025", "2025-02-26"], True, "%d.%m.%Y"),
        (["26.02.2025", "soon"], True, None),
        ([None, ""], True, None),
    ],
)
def test_one_pattern_fits_all_times(
    texts: list[str], is_european: bool, pattern: str | None
) -> None:
    assert time_format_of(texts, is_european=is_european) == pattern


@pytest.mark.parametrize(
    ("cells", "delimiter", "decimal"),
    [
        (["1.234,50", "x"], ";", ","),
        (["1,299", "12.50"], ",", "."),
        (["1,299"], ",", "."),
        (["1,299"], ";", ","),
        (["1.234", "7"], ";", "."),
        (["12,5 €"], ";", ","),
        (["1,234.50"], ",", "."),
    ],
)
def test_the_decimal_is_that_of_most_numbers(
    cells: list[str], delimiter: str, decimal: str
) -> None:
    assert decimal_of(cells, delimiter) == decimal


def test_the_delimiter_is_what_parts_all_rows_alike() -> None:
    assert delimiter_of("a;b\n1,5;2,5\n3,5;4,5\n") == ";"
    assert delimiter_of('a,b\n"1;2;3",4\n5,6\n') == ","
    assert delimiter_of("just one\n") == ","


def test_objects_are_read_into_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "e.jsonl"
    row = {"event": "a", "timestamp": "2025-02-26T10:00:00Z", "shelf": 3}
    path.write_text(json.dumps(row))
    found = guess_mapping(path, "e")
    assert (found["extra"], found["fields"]["event_name"]) == (["shelf"], "event")
