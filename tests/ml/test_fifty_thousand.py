"""Fifty thousand people: scored within 30 s and 1 GiB, the same on one thread and on two."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ml.shops import SETTINGS, make_big_shop
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.ml import registry
from transforms.system.progress import Progress

pytestmark = pytest.mark.deep
PEOPLE, TRAINED_ON = 50_000, 5_000
#: A command that tells its processor seconds and the most memory that it held, in MiB.
MEASURED = """
import atexit, json, resource, sys
from transforms.cli import main

def tell():
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(sys.argv[1], "w") as file:
        json.dump([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024], file)

atexit.register(tell)
main(sys.argv[2:])
"""


def measured(home: Path, *words: str) -> tuple[float, float]:
    out = home.with_name(f"{home.name}.json")
    subprocess.run(
        [sys.executable, "-c", MEASURED, str(out), *words, "--home", str(home), "-q"],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=1800,
    )
    seconds, mebibytes = json.loads(out.read_text())
    return seconds, mebibytes


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Two homes of one smaller shop, trained and scored on one thread and on two."""
    folder = tmp_path_factory.mktemp("trained")
    make_big_shop(folder / "start", TRAINED_ON)
    found = {}
    for threads in (1, 2):
        home = shutil.copytree(folder / "start", folder / f"on_{threads}")
        settings = {
            "warehouse": {"sync_data_files": False, "threads": threads},
            "ml": SETTINGS["ml"] | {"threads": threads},
        }
        (home / "config.json").write_text(json.dumps(settings))
        measured(home, "ml", "train")
        measured(home, "ml", "score")
        found[threads] = home
    return found


def test_scores_of_fifty_thousand_take_half_a_minute_and_a_gibibyte_at_most(
    homes: dict[int, Path], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    make_big_shop(home, PEOPLE)
    shutil.copy(homes[1] / "config.json", home)
    shutil.copytree(homes[1] / "ml", home / "ml", symlinks=True)
    seconds, mebibytes = measured(home, "ml", "score")
    print(f"score: {seconds:.1f} s, {mebibytes:.0f} MiB")  # noqa: T201 - shown by pytest -s
    assert seconds <= 30
    assert mebibytes <= 1024
    (rows,) = scores(home, "select count(*) from lake.ops.person_scores where model = 'churn'")
    assert int(rows) > 0.5 * PEOPLE


def test_versions_and_scores_are_the_same_bytes_on_one_thread_and_two(
    homes: dict[int, Path],
) -> None:
    one, two = (
        {
            path.relative_to(home): path.read_bytes()
            for path in sorted((home / "ml").rglob("*"))
            if path.suffix in {".json", ".sql", ".txt"}
        }
        for home in (homes[1], homes[2])
    )
    assert one == two
    assert registry.current_version(Home(homes[1]), "churn") is not None
    for table in ("person_scores", "day_scores", "model_drift"):
        query = f"from lake.ops.{table} order by all"
        assert scores(homes[1], query) == scores(homes[2], query)


def scores(home: Path, query: str) -> list[bytes]:
    """Give the lines of a query as CSV, without its head."""
    out = home / "scores.csv"
    config = Config.model_validate_json((home / "config.json").read_text())
    with Lakehouse(Home(home), config, Progress()).reading() as lake:
        lake.execute(f"copy ({query}) to '{out}' (format csv, header false)")
    return out.read_bytes().splitlines()
