"""Some checks alone are asked, where a test breaks what they look at: all the others cost more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from transforms.models import checks


@contextmanager
def asking_only(*names: str) -> Iterator[None]:
    """Ask these checks of sql/checks, and no promise of a header."""
    chosen = tuple(check for check in checks.read_checks() if check.name in names)
    assert {check.name for check in chosen} == {*names}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "read_checks", lambda: chosen)
        patch.setattr(checks, "promises_of", lambda _: ())
        yield
