"""What draws charts comes out of the installed package, and ends no script."""

from pathlib import Path

import pytest

from transforms.home import Home
from transforms.pages.bundle import read_bundle


@pytest.mark.deep
def test_the_bundle_stands_in_a_script_and_a_page_stays_small(tmp_path: Path) -> None:
    text = read_bundle(Home(tmp_path))
    assert "vegaEmbed" in text
    assert "</script" not in text
    assert "<!--" not in text
    assert len(text.encode()) < 1_100_000
