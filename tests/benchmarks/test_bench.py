import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from benchmarks.bench import ROWS
from benchmarks.limit import COLUMNS, write_parquet
from tests.paths import PROJECT
from transforms.generate.generator import generate
from transforms.generate.options import GeneratorOptions

TINY = {
    "events": 1000,
    "lake-events": 4000,
    "batches": 2,
    "batch-events": 200,
    "rounds": 1,
    "archived": 1,
}


def bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    sizes = [text for name, size in TINY.items() for text in (f"--{name}", str(size))]
    command = [sys.executable, "-m", "benchmarks.bench", *sizes, *map(str, arguments)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.mark.deep
def test_a_row_is_measured_printed_and_written(tmp_path: Path) -> None:
    done = bench("--rows", "batch", "--out", tmp_path / "bench.json")
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "bench.json").read_text())
    assert figures["machine"]["cores"] >= 1
    assert figures["sizes"]["lake_events"] == 4_000
    found = {each["what"]: each for each in figures["findings"]}
    assert found["first batch"]["goal"]["most"] == 1.0
    for what in ("the limit", "first batch", "second batch", "second batch, memory"):
        assert found[what]["value"] > 0
        assert found[what]["shown"] in done.stdout
    assert found["second batch"]["value"] == figures["measured"]["second batch"][0]["seconds"]
    assert "smaller size than the goal's: batch." in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["bench.json"]


@pytest.mark.deep
def test_all_rows_are_measured_and_what_is_kept_is_used_again(tmp_path: Path) -> None:
    where = ("--keep", tmp_path / "kept", "--out", tmp_path / "bench.json", "--markdown")
    done = bench(*where)
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "bench.json").read_text())
    assert list(dict.fromkeys(each["row"] for each in figures["findings"])) == list(ROWS)
    assert set(figures["stages"]) == {"text", "java"}
    for stages in figures["stages"].values():
        assert "Silver, all models" in stages
        assert min(stages.values()) >= 0
    assert f"| {figures['findings'][0]['row']} |" in done.stdout
    assert figures["views"]["gold_growth.vw_funnel_daily"]["rows"] > 0
    found = {(each["row"], each["what"]): each for each in figures["findings"]}
    assert found["peers", "processor, to hand-written SQL"]["goal"]["most"] == 2
    assert found["peers", "second batch, processor, to hand-written SQL"]["value"] > 0
    assert found["java", "processor, to the same events as JSON text"]["value"] > 0
    assert found["archive", "processor, to one file"]["size"] == 1

    catalogs = list(tmp_path.glob("kept/lakes/*/warehouse/catalog.sqlite"))
    before = {path: path.stat().st_mtime_ns for path in catalogs if "large" in str(path)}
    again = bench(*where, "--rows", "growth")
    assert again.returncode == 0, again.stderr
    assert "making the lake" not in again.stderr
    assert before == {path: path.stat().st_mtime_ns for path in before} != {}

    other = bench(*where, "--rows", "growth", "--batches", "3")
    assert other.returncode == 1
    assert "must hold events of the sizes" in other.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rows", "batch,speed"], "got speed"),
        (["--lake-events", "2000"], "two fifths"),
        (["--archived", "2"], "a thousandth of --events"),
        (["--rows", "peers", "--dbt", "no/dbt"], "--dbt must be a file, got no/dbt"),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments: list[str], words: str) -> None:
    refused = bench(*arguments)
    assert refused.returncode == 2
    assert words in " ".join(refused.stderr.replace("│", "").split())


def test_the_limit_reads_every_field_of_every_event(tmp_path: Path) -> None:
    options = GeneratorOptions(events=1_000, users=100, files=1, growth=False, incidents=False)
    made = generate(options, tmp_path / "made")
    out = tmp_path / "events.parquet"
    assert write_parquet(str(made.files[0]), str(out)) == 1_000
    events = [json.loads(line) for line in made.files[0].read_text().splitlines()]
    assert set().union(*events) <= set(COLUMNS)
    filled = ", ".join(f"count({name})" for name in COLUMNS)
    (counts,) = duckdb.sql(f"select {filled} from '{out}'").fetchall()
    wished = [sum(name in event for event in events) for name in COLUMNS]
    assert list(counts) == wished
