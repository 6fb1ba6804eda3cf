"""The rows of a view: every test file beside this one tells its CASES, all in one lake."""

from collections.abc import Callable

import pytest

from tests.differences import differences
from tests.events import lines
from tests.lakes import build_lake
from tests.models.under_test import empty_relations, model
from tests.sql.stories import Case

__all__ = ["empty_relations", "model"]

Check = Callable[[Case], None]


@pytest.fixture(scope="module")
def check(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Load the events of all cases once; give what compares a case's rows with the view's."""
    module = request.module
    view = module.__name__.rpartition("test_")[2]
    events = [event for case in module.CASES for event in case.events]
    config = getattr(module, "CONFIG", {})
    lake = build_lake(
        tmp_path_factory.mktemp("gold"), [lines(*events)], config, engine="duckdb", views=True
    )
    found = {
        case.name: lake.query(f"select * from {view} where {case.where}") for case in module.CASES
    }
    lake.close()

    def compare(case: Case) -> None:
        text = differences({case.name: case.rows}, {case.name: found[case.name]})
        assert not text, text

    return compare


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", metafunc.module.CASES, ids=str)
