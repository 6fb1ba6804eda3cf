"""Parquet and CSV of a team's tables, byte by byte."""

from pathlib import Path

import duckdb

from transforms.publish.exports import write_exports


def test_csv_is_rfc_4180_and_holds_no_formula(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as published")
        connection.execute(
            """
            create table published.odd as from (values
                ('=1+1', -1.50, ['a', '=b'], true, date '2024-03-01', 'Zoë, "x"'),
                (null, null, null, null, null, ''),
                (chr(9) || 'x', 2, [], false, null, 'a' || chr(13) || chr(10) || 'b')
            ) as t (text, amount, listed, flag, day, quoted)
            """
        )
        write_exports(connection, tmp_path, ["csv", "parquet"])
        assert (tmp_path / "odd.csv").read_bytes().decode() == (
            "text,amount,listed,flag,day,quoted\r\n"
            '\'=1+1,-1.50,"[""a"",""=b""]",true,2024-03-01,"Zoë, ""x"""\r\n'
            ',,,,,""\r\n'
            '\'\tx,2.00,[],false,,"a\r\nb"\r\n'
        )
        parquet = f"from '{tmp_path}/odd.parquet'"
        assert (
            connection.execute(parquet).fetchall()
            == connection.execute("from published.odd").fetchall()
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.csv", "odd.parquet"]
