"""A fuller event that comes later takes the place of one that counted, on Iceberg as on DuckDB."""

from pathlib import Path

import pytest

from tests.events import lines
from tests.iceberg.homes import ended, served_home, shown
from tests.postgres import is_installed
from tests.promises.test_superseding import BOUGHT, FULLER, MAPPING, OTHERS
from transforms.engines.extra import JAVA, java_version

pytest.importorskip("pyspark")
pytest.importorskip("psycopg")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not is_installed(), reason="needs PostgreSQL"),
    pytest.mark.skipif(java_version() != JAVA, reason=f"needs Java {JAVA}"),
]
#: Less full than what counts: it never does.
LESS = {name: value for name, value in BOUGHT.items() if name != "value"}


def test_what_is_taken_back_leaves_iceberg_too(tmp_path: Path) -> None:
    with served_home(tmp_path / "home", sources={"rows": MAPPING}) as home:
        for number, batch in enumerate(([BOUGHT, *OTHERS], [FULLER, BOUGHT], [LESS])):
            path = tmp_path / f"{number}.jsonl"
            path.write_bytes(lines(*batch))
            ended(home, "run", str(path), "--source", "rows")
            ended(home, "iceberg", "run")
        assert "identical" in ended(home, "iceberg", "verify").stdout
        assert shown(home)["batches"] == 3
