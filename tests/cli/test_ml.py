"""ml: features printed, models trained and asked, a table judged; what goes wrong is told."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.shop import Shop, called


def test_features_of_the_days_before_are_printed(loaded: Shop) -> None:
    rows = loaded.call("ml", "features", "--cutoff", "2024-03-02", "--format", "json").rows
    found = {row["user_id"]: (row["cutoff"], row["orders"], row["recency_days"]) for row in rows}
    assert found == {"v": ("2024-03-02", 1, 1)}
    none = loaded.call("ml", "features", "--format", "json")
    assert (none.code, none.rows) == (0, [])  # the day that events have reached is not over


def test_too_few_people_are_refused_and_the_cards_say_so(loaded: Shop) -> None:
    pytest.importorskip("skops")
    ended = loaded.call("ml", "train", "--format", "json")
    assert (ended.code, len(ended.rows)) == (0, 5), ended.err
    assert {row["state"] for row in ended.rows} == {"refused"}
    listed = loaded.call("ml", "cards", "--format", "csv").out
    assert "churn" in listed
    assert "too few people to train on: 0, where 200 are needed" in listed
    shown = loaded.call("ml", "cards", "--model", "churn")
    assert "Not for prices" in " ".join(shown.out.split())
    assert loaded.ask("select count(*) as n from gold_ml.vw_model_cards") == [{"n": 5}]
    ended = loaded.call("ml", "score")
    assert (ended.code, "run `etl.py ml train`" in ended.err) == (66, True)
    assert "no rows" in loaded.call("ml", "drift").out


def test_a_table_is_judged_without_a_lake(new_shop: Shop, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    rows = "".join(f"{number % 7},{number % 2},x\n" for number in range(300))
    (tmp_path / "t.csv").write_text(f"a,label,kind\n{rows}")
    ended = called(
        new_shop.capsys,
        "ml",
        "evaluate",
        str(tmp_path / "t.csv"),
        "--label",
        "label",
        "--format",
        "csv",
    )
    assert ended.code == 0, ended.err
    assert "figure,boosting,auc" in ended.out or "figure,logistic,auc" in ended.out
    assert "split at random" in ended.err


def test_a_series_is_forecast_without_a_lake(new_shop: Shop, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(420)]
    rows = "".join(f"{day},{100 + day.weekday() * 5 + day.day % 3}\n" for day in days)
    (tmp_path / "t.csv").write_text(f"day,views\n{rows}")
    words = ("ml", "evaluate", str(tmp_path / "t.csv"), "--label", "views")
    ended = called(new_shop.capsys, *words, "--day", "day", "--format", "csv")
    assert ended.code == 0, ended.err
    assert "baseline,views: weekday median,mean_error" in ended.out
    assert "far off than" in ended.err
    ended = called(new_shop.capsys, *words, "--day", "views")
    assert (ended.code, "--day and --label must be a day" in ended.err) == (2, True), ended.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("score", "--day", "x"), "--day goes with evaluate", id="a series"),
        pytest.param(("evaluate",), "evaluate must have a TABLE and --label", id="no table"),
        pytest.param(("score", "--label", "x"), "--label goes with evaluate", id="a label"),
        pytest.param(("score", "--cutoff", "x"), "--cutoff goes with features and train", id="day"),
        pytest.param(("features", "--cutoff", "x"), "--cutoff must be a day", id="no day"),
        pytest.param(("train", "--model", "luck"), "--model must be one of churn", id="no model"),
        pytest.param(("dance",), "dance", id="no work"),
    ],
)
def test_what_cannot_be_is_2(loaded: Shop, arguments: tuple[str, ...], words: str) -> None:
    ended = loaded.call("ml", *arguments)
    assert (ended.code, words in " ".join(ended.err.split())) == (2, True), ended.err


def test_a_missing_package_is_named_with_its_extra(
    loaded: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.ml.extra.PACKAGES", {"no_such_module": "scikit-learn"})
    ended = loaded.call("ml", "train")
    said = " ".join(ended.err.split())
    assert ended.code == 78
    assert "models need the extra `ml` (pip install '.[ml]'), got no scikit-learn" in said


def test_a_table_that_is_not_there_is_66(new_shop: Shop) -> None:
    pytest.importorskip("skops")
    assert new_shop.call("ml", "evaluate", "nowhere.csv", "--label", "x").code == 66


def test_without_cards_it_is_66_and_without_a_lake_69(new_shop: Shop) -> None:
    assert new_shop.call("ml", "cards").code == 66
    assert new_shop.call("ml", "drift").code == 69
