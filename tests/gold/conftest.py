"""The rows of a view: every test file beside this one tells its CASES, all in one lake."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.differences import differences
from tests.events import lines
from tests.lakes import Row, build_lake
from tests.models.under_test import model
from tests.sql.stories import Case, without_broken

__all__ = ["model"]

Check = Callable[[Case], None]


@pytest.fixture(scope="module")
def check(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Load the events of all cases once; give what compares a case's rows with the view's."""
    module = request.module
    view = module.__name__.rpartition("test_")[2]
    config = getattr(module, "CONFIG", {})

    def load(home: Path, cases: Sequence[Case]) -> dict[str, list[Row]]:
        events = [event for case in cases for event in case.events]
        lake = build_lake(home, [lines(*events)], config, engine="duckdb")
        found = {
            case.name: lake.query(f"select * from {view} where {case.where}") for case in cases
        }
        lake.close()
        return found

    found, broken = without_broken(tmp_path_factory.mktemp("gold"), module.CASES, config, load)

    def compare(case: Case) -> None:
        assert case.name not in broken, f"{case.name}: {broken[case.name]}"
        text = differences({case.name: case.rows}, {case.name: found[case.name]})
        assert not text, text

    return compare


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", metafunc.module.CASES, ids=str)
