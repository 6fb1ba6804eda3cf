"""An export: features and labels of each cutoff, as models are trained on them."""

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from tests.ml.shops import END, lakehouse_of
from tests.online.people import many_people
from transforms.errors import ConfigError, InputMissing, UsageError
from transforms.lakehouse import Lakehouse
from transforms.ml.people import LABELS, features_sql, read_people
from transforms.online.export import export

HORIZON = timedelta(days=30)
CUTOFFS = [END - 2 * HORIZON, END - HORIZON]


def test_a_row_is_a_person_at_a_cutoff_with_its_label(lakehouse: Lakehouse, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    count = export(lakehouse, [*CUTOFFS[::-1], CUTOFFS[0]], target, "parquet", labelled=True)
    found = duckdb.read_parquet(str(target))
    assert found.columns[-len(LABELS) :] == list(LABELS)
    rows = found.project("cutoff, user_id, recency_days, comes_back").fetchall()
    expected = []
    with lakehouse.reading() as connection:
        for cutoff in CUTOFFS:
            people = read_people(connection, lakehouse.config, cutoff, labelled=True)
            columns = (people.columns["recency_days"], people.columns["comes_back"])
            expected += [(cutoff, *row) for row in zip(people.user_ids, *columns, strict=True)]
    assert rows == expected
    assert count == len(expected) > 40


def test_young_cutoffs_have_no_labels(lakehouse: Lakehouse, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    with pytest.raises(
        UsageError, match=rf"--at must be {CUTOFFS[1]} or before, as labels take 30"
    ):
        export(lakehouse, [*CUTOFFS, END], target, "parquet", labelled=True)
    with pytest.raises(UsageError, match=f"--at must be {END} or before, as far as events go"):
        export(lakehouse, [END + timedelta(days=1)], target, "parquet", labelled=False)
    assert not target.exists()
    assert export(lakehouse, [END], target, "parquet", labelled=False) > 20
    with lakehouse.reading() as connection:
        said = connection.sql(features_sql(lakehouse.config, END)).fetchall()
    assert duckdb.read_parquet(str(target)).fetchall() == said


def test_persons_are_hidden_and_texts_harmless_as_in_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"
    many_people(tmp_path, 3, channel="=1+1")
    hidden = lakehouse_of(tmp_path, publish={"pseudonymised": ["user_id"]})
    with pytest.raises(ConfigError, match="LAKEHOUSE_PSEUDONYM_KEY"):
        export(hidden, [END], target, "csv", labelled=False)
    assert not target.exists()
    monkeypatch.setenv("LAKEHOUSE_PSEUDONYM_KEY", "0123456789abcdef")
    export(hidden, [END], target, "csv", labelled=False)
    rows = duckdb.read_csv(str(target)).project("user_id, last_channel").fetchall()
    assert {(len(user_id), channel) for user_id, channel in rows} == {(64, "'=1+1")}
    left_out = lakehouse_of(tmp_path, publish={"left_out": ["user_id"]})
    export(left_out, [END], target, "csv", labelled=False)
    assert "user_id" not in target.read_text().splitlines()[0]


def test_a_file_is_written_whole_or_not_at_all(lakehouse: Lakehouse, tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="--out must name a file of a folder that is there"):
        export(lakehouse, [END], tmp_path / "no" / "out.csv", "csv", labelled=False)
    (tmp_path / "folder").mkdir()
    with pytest.raises(Exception, match="folder"):
        export(lakehouse, [END], tmp_path / "folder", "csv", labelled=False)
    assert not list(tmp_path.glob(".*part"))
