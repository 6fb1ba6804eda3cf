"""questions: what is listed, asked and printed."""

from pathlib import Path

import pytest

from tests.cli.shop import Shop, called
from transforms.dictionary.faq import write_page
from transforms.query.questions import read_questions


def test_questions_are_listed_without_a_lake(new_shop: Shop) -> None:
    ended = new_shop.call("questions")
    assert ended.code == 0
    for question in read_questions():
        assert question.text in ended.out
    assert not (new_shop.home / "warehouse").exists()


def test_a_question_is_asked_of_the_lake(loaded: Shop) -> None:
    ended = loaded.call("questions", "5")
    assert ended.out.startswith("Which lists engage people most, and which ones sell?\n")
    assert "no list earned" in ended.out
    rows = loaded.call("questions", "17", "--format", "json").rows
    assert [(row["order_id"], row["revenue"]) for row in rows] == [("=T+1", "10.50")]
    assert loaded.call("questions", "17", "--format", "csv").out.splitlines()[1].startswith("2024")


def test_the_sql_of_a_question_can_be_asked_again(
    loaded: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = loaded.call("questions", "3", "--sql").out
    assert printed.startswith("-- What is the bounce rate?\n")
    home = ("--home", str(loaded.home))
    again = called(capsys, "query", "--format", "json", *home, "--", printed)
    assert again.rows == loaded.call("questions", "3", "--format", "json").rows


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("99",), "one of 1 to 42, got 99", id="an unknown number"),
        pytest.param(("0",), "one of 1 to 42, got 0", id="before the first"),
        pytest.param(("--sql",), "the number of a question", id="the SQL of none"),
        pytest.param(("--format", "csv"), "the number of a question", id="the rows of none"),
        pytest.param(("shop",), "Invalid value", id="no number"),
    ],
)
def test_a_question_that_is_not_there_is_2(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    ended = called(capsys, "questions", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_a_question_before_the_first_run_is_69(new_shop: Shop) -> None:
    assert new_shop.call("questions", "1").code == 69


@pytest.mark.slow
def test_the_page_of_questions_is_written_from_a_lake(loaded: Shop, tmp_path: Path) -> None:
    write_page(loaded.home, tmp_path / "questions.md")
    page = (tmp_path / "questions.md").read_text(encoding="utf-8")
    assert page.count("\n## ") == len(read_questions())
    assert "| 2024-03-01 | =T+1 | WEB |" in page
