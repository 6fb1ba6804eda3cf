"""The README's picture of a page: `python -m tests.pages.picture HOME`, of a published lake.

It needs Chromium, and writes docs/images/funnel.png.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pages.browser import CHROMIUM, browsing
from tests.paths import PROJECT

PICTURE = PROJECT / "docs" / "images" / "funnel.png"
MOST_BYTES = 200_000
_WIDTH, _HEIGHT = 1200, 720


def main(home: Path) -> None:
    """Take a picture of the upper part of the page `funnel`."""
    if CHROMIUM is None:
        sys.exit("Chromium must be installed (apt-get install chromium), got none")
    with TemporaryDirectory() as profile, browsing(Path(profile)) as browser:
        tab = browser.tab()
        tab.look(_WIDTH, _HEIGHT)
        tab.open(home / "published" / "funnel.html")
        taken = tab.picture(whole=False)
    if len(taken) > MOST_BYTES:
        sys.exit(f"{PICTURE} must have at most {MOST_BYTES:,} bytes, got {len(taken):,}")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
