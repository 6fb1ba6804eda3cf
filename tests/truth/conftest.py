"""Lakes for the tests against published truth."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import Lake, build_lake

BuildLake = Callable[..., Lake]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[BuildLake]:
    """Give `build(batches, config, engine="duckdb")`; its lakes are closed in the end."""
    lakes: list[Lake] = []

    def build_one(batches: list[bytes], config: dict[str, Any], engine: str = "duckdb") -> Lake:
        home = tmp_path / str(len(lakes))
        lakes.append(build_lake(home, batches, config, engine=engine))
        return lakes[-1]

    yield build_one
    for lake in lakes:
        lake.close()
