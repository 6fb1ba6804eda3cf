"""`etl.py generate`, from the command line into a lake."""

from pathlib import Path

import duckdb
import pytest

from tests.cli.shop import called, started
from transforms.generate.options import DIRTY, GeneratorOptions


@pytest.mark.deep
def test_what_is_generated_can_be_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "set"
    arguments = ("--events", "1000", "--dirt", "--files", "1")
    ended = started("etl.py", "generate", *arguments, "--out", str(out))
    assert (ended.returncode, ended.stderr) == (0, "")
    counts = ended.stdout.partition(", in 1 file of ")[0].strip()
    assert counts.endswith("blank")
    loaded = called(capsys, "run", str(out / "events"), "--home", str(tmp_path / "home"))
    assert (loaded.code, loaded.out.strip()) == (0, f"1 batch loaded: {counts}")


def test_a_share_of_its_own_stands_before_the_usual_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--events", "1000", "--dirt", "--malformed", "0", "--renamed", "0")
    ended = called(capsys, "generate", *arguments, "--out", str(tmp_path / "set"))
    assert ended.code == 0
    assert " + 0 refused + 0 blank" in ended.out
    assert " + 0 duplicates" not in ended.out


def test_variants_have_the_effects_that_were_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "set"
    ended = called(capsys, "generate", "--events", "1000", "--effect", "0.5,0", "--out", str(out))
    assert ended.code == 0
    rows = duckdb.sql(f"from read_parquet('{out}/truth/experiment.parquet')")
    planted = rows.select("experiment_id, planted_effect").fetchall()
    assert planted == [("NELO_XP_00", 0.0), ("NELO_XP_01", 0.5), ("NELO_XP_02", 0.0)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--effect", "much"], "--effect must be numbers like 0.2,0,-0.1, got 'much'"),
        (["--days", "4000"], "--days must be between 1 and 3,650, got 4,000"),
        (["--late", "nan"], "--late must be between 0 and 0.05, got nan"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_made_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    ended = called(capsys, "generate", *arguments, "--out", str(tmp_path / "set"))
    assert ended.code == 2
    assert sentence in ended.err


def test_all_dirt_is_within_what_may_be_asked_for() -> None:
    assert set(DIRTY) < set(GeneratorOptions.__dataclass_fields__)
    assert all(0 < share <= 0.05 for share in DIRTY.values())
