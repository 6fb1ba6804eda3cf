"""The tree stays small and knows nothing of the place where it was written."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.paths import PROJECT

MOST_LINES = 250  # of a module; a test may list as many cases as it has
#: Written in pieces, so that this file does not name them.
FOREIGN = [
    "pypi" + r"\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.org",
    "debian" + r"\.org",
    "crates" + r"\.io",
    r"(?<![\w.])/(work|farm)" + r"/[a-z]",
]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "-z", "--", *patterns],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_module_is_long() -> None:
    modules = [path for path in tracked("*.py") if PROJECT / "tests" not in path.parents]
    lines = {str(path): len(path.read_text().splitlines()) for path in modules}
    assert not {path: count for path, count in lines.items() if count > MOST_LINES}


def test_every_module_says_what_it_is_for() -> None:
    modules = tracked("etl.py", "process_staging.py", "transforms", "benchmarks/*.py")
    silent = [path for path in modules if path.suffix == ".py" and path.stat().st_size]
    assert not [path for path in silent if not path.read_text().startswith(('"""', 'r"""'))]


def test_no_line_names_a_registry_or_a_workplace() -> None:
    foreign = re.compile("|".join(FOREIGN), re.IGNORECASE)
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # not text
        found += [
            f"{path}:{number}" for number, line in enumerate(lines, 1) if foreign.search(line)
        ]
    assert not found


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (PROJECT / "requirements.lock").read_text()
    packages = re.split(r"\n(?=[a-z0-9])", lock)[1:]
    pinned = r"^[a-z0-9][\w.-]*==\S+ (; \S.* )?\\$"
    assert len(packages) == len(re.findall(pinned, lock, re.MULTILINE))
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"^-|://|file:", lock, re.MULTILINE)
