"""The story of a model: every test file beside this one tells its CASES."""

import pytest

from tests.models.under_test import model
from tests.sql.stories import Story, tell

__all__ = ["model"]


@pytest.fixture(scope="module")
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    module = request.module
    table = module.__name__.rpartition("test_")[2]
    config = getattr(module, "CONFIG", {})
    return tell(tmp_path_factory.mktemp(table), table, module.CASES, config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", metafunc.module.CASES, ids=str)
