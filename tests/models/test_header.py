"""Headers: fields, sentences that run on, notes, and the SQL below."""

import pytest

from transforms.models.header import ModelError, read_header
from transforms.models.model import read_ledger

TEXT = """\
-- orders: what was bought.
-- grain: one row per order
-- columns:
--   order_id: the order; `a: b` is
--     an id
--   visitor_id, platform_id,
--   coupon
--   revenue: in the reporting currency
--
-- A note.
-- grain: of salt, and of two lines.

-- A reason that belongs to the SQL.
select 1
"""


def test_a_header_is_told_from_its_sql() -> None:
    header = read_header(TEXT, "here")
    assert (header.name, header.summary) == ("orders", "what was bought.")
    assert header.fields == {"grain": "one row per order"}
    assert header.columns == {
        "order_id": "the order; `a: b` is an id",
        "visitor_id": "",
        "platform_id": "",
        "coupon": "",
        "revenue": "in the reporting currency",
    }
    assert header.notes == "A note. grain: of salt, and of two lines."
    assert header.sql == "-- A reason that belongs to the SQL.\nselect 1"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("select 1", id="no header"),
        pytest.param("-- Orders\nselect 1", id="no name"),
        pytest.param("-- orders: bought.\n-- what is this\nselect 1", id="a line that is none"),
        pytest.param("-- orders: bought.\n--  grain: one row\nselect 1", id="a wrong indent"),
    ],
)
def test_a_header_that_cannot_be_read_names_its_place(text: str) -> None:
    with pytest.raises(ModelError, match=r"^here: "):
        read_header(text, "here")


def test_the_ledger_is_described_table_by_table() -> None:
    tables = {table.name: table for table in read_ledger()}
    assert {"batches", "dead_letters", "check_results", "views", "tables"} <= set(tables)
    assert tables["batches"].key == ("batch_id",)
    assert tables["batches"].body.startswith("create table if not exists {database}.ops.batches (")
    assert not any(table.is_table for table in tables.values()), "no model materializes them"
