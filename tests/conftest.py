"""How the tests run: Hypothesis profiles, slow and deep tests only when asked for.

`HYPOTHESIS_PROFILE=deep pytest -m deep` runs the long tests, and the property tests with many
more examples; without `-m` both slow tests, which CI runs as well, and deep ones are left out.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
TESTS = Path(__file__).parent
LATER = ("slow", "deep")
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
OPTIMIZERS = ",".join(
    name for (name,) in duckdb.connect().execute("from duckdb_optimizers()").fetchall()
)

settings.register_profile(
    "default", max_examples=50, deadline=None, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "deep", max_examples=1000, deadline=None, print_blob=True, suppress_health_check=SLOW
)
settings.load_profile(PROFILE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave slow and deep tests out unless a `-m` expression chooses; the deep profile makes
    property tests deep ones."""
    if PROFILE == "deep":
        for item in items:
            if item.get_closest_marker("hypothesis"):
                item.add_marker(pytest.mark.deep)
    if not config.option.markexpr:
        left_out = {item for item in items for mark in LATER if item.get_closest_marker(mark)}
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=[*left_out])


#: Where figures are tested, queries are planned as they are for users.
PLANNED = {"gold", "load", "oracle", "promises", "quality", "sql", "truth"}

_cheap: dict[str, Any] = {"allow_unsigned_extensions": True, "threads": 1}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave the optimizer out where only words are tested: it costs half of a small batch."""
    is_planned = PROFILE == "deep" or (
        item.path.relative_to(TESTS).parts[0] in PLANNED
        and not item.get_closest_marker("unplanned")
    )
    _cheap["disabled_optimizers"] = "" if is_planned else OPTIMIZERS


@pytest.fixture(scope="session", autouse=True)
def _connections_are_cheap() -> Iterator[None]:
    """Let connections of this process leave out what costs more than the tests themselves.

    That is the check of extensions' signatures where they are loaded anew, a second thread for a
    few rows where no setting asks for one, and some optimizers.
    """
    connect = duckdb.connect

    def connect_cheaply(database: Any = ":memory:", *arguments: Any, **options: Any) -> Any:
        if database == ":memory:":
            settings = {**_cheap, **options.get("config", {})}
            if _cheap["disabled_optimizers"]:
                settings["disabled_optimizers"] = _cheap["disabled_optimizers"]
            options["config"] = settings
        return connect(database, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", connect_cheaply)
        yield
