"""The rule for cells of CSV files: Python and SQL agree on every text."""

import duckdb
import pytest

from transforms.system.csv_injection import harmless, harmless_in_sql

TEXTS = ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "", " =1", "a=b", "'=1", "=", "é=", "1-1"]


@pytest.mark.parametrize("text", TEXTS)
def test_python_and_sql_agree(text: str) -> None:
    with duckdb.connect() as connection:
        row = connection.execute(
            f"select {harmless_in_sql('cell')} from (select ?::varchar as cell)", [text]
        ).fetchone()
    assert row == (harmless(text),)


def test_only_what_begins_like_a_formula_is_changed() -> None:
    changed = [text for text in TEXTS if harmless(text) != text]
    assert changed == ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "="]
    assert harmless("=1+1") == "'=1+1"
