from pathlib import Path

import pytest

from benchmarks.baselines import by_dbt, by_hand
from benchmarks.peer_events import write


@pytest.mark.slow
def test_a_batch_is_loaded_by_a_process_of_its_own_and_copies_stay_apart(tmp_path: Path) -> None:
    write(tmp_path / "first.jsonl", 20)
    write(tmp_path / "next.jsonl", 5, first=20)
    baseline = by_hand(tmp_path / "by_hand.duckdb")
    assert baseline.load(tmp_path / "first.jsonl", 20).cpu_seconds > 0
    for _ in range(2):
        copy = baseline.copy(tmp_path / "by_hand.copy")
        copy.load(tmp_path / "next.jsonl", 25)
    with pytest.raises(SystemExit, match="must hold 21 events, got 20"):
        baseline.load(tmp_path / "first.jsonl", 21)


@pytest.mark.parametrize("name", ["dbt", "python3"])
def test_dbt_is_told_the_lines_and_the_database(name: str, tmp_path: Path) -> None:
    command = tmp_path / name
    command.write_text('#!/bin/sh\necho "$@" >&2\nexit 3\n')
    command.chmod(0o755)
    lines, database = tmp_path / "lines.jsonl", tmp_path / "by_dbt.duckdb"
    with pytest.raises(SystemExit) as ended:
        by_dbt(database, command).load(lines, 1)
    said = str(ended.value)
    assert f"{{lines: '{lines}', database: '{database}'}}" in said
    assert ("-m dbt.cli.main" in said) is (name == "python3")
