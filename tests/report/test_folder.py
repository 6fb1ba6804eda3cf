"""The folder of a report stands whole or not at all, and replaces nothing of others."""

import os
from pathlib import Path

import pytest

from transforms.errors import UsageError
from transforms.report import folder
from transforms.report.folder import check_place, new_folder


def write(target: Path, text: str) -> None:
    with new_folder(target) as part:
        (part / "report.txt").write_text(text)
        (part / "tables").mkdir()
        (part / "tables" / "a.csv").write_text(text)


def seen(target: Path) -> dict[str, str]:
    return {
        str(path.relative_to(target.parent)): path.read_text()
        for path in target.parent.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("can_exchange", [True, False], ids=["in one step", "in two"])
def test_a_report_takes_the_place_and_the_readers_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(folder, "_EXCHANGE", 99)
    target = tmp_path / "report"
    write(target, "first")
    assert target.stat().st_mode & 0o777 == 0o750
    assert (target / "report.txt").stat().st_mode & 0o777 == 0o640
    target.chmod(0o755)
    (target / "gone.csv").touch()
    write(target, "second")
    assert seen(target) == {"report/report.txt": "second", "report/tables/a.csv": "second"}
    assert (target / "tables").stat().st_mode & 0o777 == 0o755
    assert (target / "tables" / "a.csv").stat().st_mode & 0o777 == 0o644


def test_a_kill_leaves_the_former_report_and_the_next_one_tidies_up(tmp_path: Path) -> None:
    target = tmp_path / "report"
    write(target, "first")
    child = os.fork()
    if not child:
        with new_folder(target) as part:
            (part / "report.txt").write_text("half")
            os._exit(9)
    os.waitpid(child, 0)
    assert (target / "report.txt").read_text() == "first"
    assert len(list(tmp_path.iterdir())) == 2
    write(target, "second")
    assert seen(target) == {"report/report.txt": "second", "report/tables/a.csv": "second"}


def test_what_fails_within_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with new_folder(tmp_path / "report") as part:
            (part / "report.txt").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_only_a_report_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    for place in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(UsageError, match="a new folder or a former report"):
            check_place(place)
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "new"):
        check_place(place)
