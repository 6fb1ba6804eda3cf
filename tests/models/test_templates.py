"""Templates: compiled once for all processes, and anew where they cannot be kept."""

import os
from pathlib import Path

import pytest

from transforms.models.templates import _TEXTS, _environment


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where templates are kept by a process that begins now."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path / f"_jinja2-cache-{os.getuid()}"


def test_a_template_is_compiled_once_for_all_processes(compiled: Path) -> None:
    _TEXTS["kept"] = "{{ kept }}"
    made = _environment.__wrapped__().get_template("kept")
    [file] = compiled.iterdir()
    written = file.stat().st_mtime_ns
    again = _environment.__wrapped__().get_template("kept")
    assert made.render(kept="ä") == again.render(kept="ä") == "ä"
    assert file.stat().st_mtime_ns == written


@pytest.mark.parametrize("trouble", ["a link", "no folder", "no room"])
def test_a_template_that_cannot_be_kept_is_compiled(
    trouble: str, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "a link":
        compiled.symlink_to(compiled.parent)
    elif trouble == "no folder":
        monkeypatch.setattr("tempfile.tempdir", str(compiled / "nowhere"))
    else:
        monkeypatch.setattr("tempfile.NamedTemporaryFile", _no_room)
    _TEXTS[trouble] = "{{ 1 + 1 }}"
    assert _environment.__wrapped__().get_template(trouble).render() == "2"


def _no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")
