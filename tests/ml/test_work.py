"""Models trained and asked: judged, published or refused, the same again, and whole when killed."""

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.ml.shops import END, SETTINGS, copy_shop, lakehouse_of
from transforms.errors import InputMissing, StorageError, UsageError
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.ml import registry, work
from transforms.ml.card import PUBLISHED, REFUSED, Card
from transforms.ml.churn import score_churn, train_churn
from transforms.ml.extra import limited
from transforms.ml.people import read_people, watermark
from transforms.ml.trained import Task, Trained

Row = tuple[Any, ...]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lakehouse, Card]:
    shop = copy_shop(tmp_path_factory.mktemp("shop"))
    (card,) = work.train(shop, ["churn"])
    work.score(shop, ["churn"])
    return shop, card


def ask(shop: Lakehouse, sql: str) -> list[Row]:
    with shop.reading() as connection:
        return connection.execute(sql).fetchall()


def figures(card: Card, part: str) -> dict[str, float | None]:
    return {row.name: row.value for row in card.rows if row.part == part and row.figure == "auc"}


def test_a_model_that_beats_its_baselines_is_published(trained: tuple[Lakehouse, Card]) -> None:
    shop, card = trained
    assert card.state == PUBLISHED, card.verdict
    assert card.about["snapshot_id"] > 0
    assert card.about["cutoffs"] == [str(END - timedelta(days=days)) for days in (90, 60)]
    assert card.about["test_cutoff"] == str(END - timedelta(days=30))
    assert set(figures(card, "baseline")) == {"recency", "frequency", "BG/NBD"}
    folder = shop.home.models / "churn" / card.version
    assert {path.name for path in folder.iterdir()} == {
        *("card.json", "model.skops", "features.sql", "requirements.txt")
    }
    assert registry.card_of(folder) == card
    assert f"date '{card.about['test_cutoff']}'" in (folder / "features.sql").read_text()
    assert "scikit-learn==" in (folder / "requirements.txt").read_text()
    assert registry.current_version(shop.home, "churn") == card.version


def test_scores_are_of_whoever_was_seen_lately(trained: tuple[Lakehouse, Card]) -> None:
    shop, card = trained
    rows = ask(shop, "from lake.gold_ml.vw_churn_scores order by risk_rank")
    asked = ask(
        shop,
        "select count(distinct visitor_id) from lake.silver.silver_session_days"
        f" where event_date >= date '{END}' - 90 and event_date < date '{END}'",
    )
    assert [(len(rows),)] == asked
    probabilities = [row[1] for row in rows]
    assert probabilities == sorted(probabilities, reverse=True)
    assert {row[-2:] for row in rows} == {(card.version, END)}
    assert any("cart_rate 0 (usual" in (row[3] or "") for row in rows[:20])


def test_cards_and_drift_stand_in_the_lake(trained: tuple[Lakehouse, Card]) -> None:
    shop, card = trained
    found = ask(shop, "select model_version, state, is_current from lake.gold_ml.vw_model_cards")
    assert found == [(card.version, PUBLISHED, True)]
    found = ask(shop, "select count(*) from lake.gold_ml.vw_model_figures where is_current")
    assert found == [(len(card.rows),)]
    found = ask(shop, "select name, figure from lake.gold_ml.vw_model_drift where name = 'labels'")
    assert set(found) == {("labels", each) for each in ("base_rate", "predicted_mean", "auc")}


@pytest.mark.deep  # two threads wait for each other where cores are busy
def test_equal_input_gives_the_same_version_and_scores_on_one_thread_and_two(
    trained: tuple[Lakehouse, Card],
) -> None:
    shop, card = trained
    settings = {"sync_data_files": False, "threads": 2}
    other = lakehouse_of(shop.home.root, warehouse=settings)
    with other.reading() as connection, limited(2):
        end = watermark(connection)
        made = train_churn(Task(connection, other.config, end, card.about["snapshot_id"]))
        scores = score_churn(dict(made.model), read_people(connection, other.config, end))
    assert made.card.text() == card.text()
    columns = "user_id, score::double, reasons"
    found = ask(shop, f"select {columns} from lake.ops.person_scores where model = 'churn'")
    assert sorted(found) == sorted((each.user_id, each.score, each.reasons) for each in scores)


def test_too_few_people_are_no_model(tmp_path: Path) -> None:
    copy_shop(tmp_path)
    shop = lakehouse_of(tmp_path, ml={"least_rows": 5000, "horizon_days": 30})
    (card,) = work.train(shop, ["churn"])
    assert (card.state, list(card.rows)) == (REFUSED, [])
    assert "too few people to train on" in card.verdict
    assert registry.current_version(shop.home, "churn") is None
    with pytest.raises(InputMissing, match=r"got none of churn.*ml train"):
        work.score(shop, ["churn"])


def test_nobody_bought_so_there_is_nothing_to_tell_of_buyers(tmp_path: Path) -> None:
    shop = copy_shop(tmp_path)
    found = {card.model: card for card in work.train(shop, ["value", "segments"])}
    assert {card.state for card in found.values()} == {REFUSED}
    assert "too few buyers: 0" in found["segments"].verdict


@pytest.mark.parametrize(
    ("cutoffs", "test", "words"),
    [
        ([], END, f"--test-cutoff must be {END - timedelta(days=30)} or before"),
        ([END - timedelta(days=40)], END - timedelta(days=30), "--cutoff must be"),
    ],
)
def test_labels_that_cannot_be_known_are_refused(
    trained: tuple[Lakehouse, Card], cutoffs: list[Any], test: Any, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        work.train(trained[0], ["churn"], cutoffs, test)


def test_an_unknown_model_is_told_with_those_there_are(trained: tuple[Lakehouse, Card]) -> None:
    with pytest.raises(UsageError, match=r"--model must be one of churn, value.*got 'luck'"):
        work.train(trained[0], ["luck"])


class Killed(BaseException):
    """What a killed process does no more."""


@pytest.mark.parametrize("step", ["keep", "write_cards", "point_to"])
def test_killed_while_training_the_version_in_use_stands(
    step: str, trained: tuple[Lakehouse, Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, card = trained
    newer = Trained(replace(card, version="0123456789ab"), {"classifier": {}}, "select 1")
    monkeypatch.setitem(work.TRAINED, "churn", lambda _: newer)

    def kill(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr(work, step, kill)
    with pytest.raises(Killed):
        work.train(shop, ["churn"])
    assert registry.current_version(shop.home, "churn") == card.version
    assert registry.read_current(shop.home, "churn") is not None
    found = ask(shop, "select distinct model_version from lake.gold_ml.vw_churn_scores")
    assert found == [(card.version,)]


#: Trains another version, and is killed where the link changes.
AT_THE_LINK = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from transforms.cli import main
from transforms.home import Home
from transforms.ml import registry, work
from transforms.ml.trained import Trained

card, _ = registry.read_current(Home(Path(sys.argv[1])), "churn")
other = replace(card, version=sys.argv[2])
work.TRAINED["churn"] = lambda _: Trained(other, {"classifier": {}}, "select 1")
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["ml", "train", "--model", "churn", "--home", sys.argv[1], "-q"])
"""


@pytest.mark.slow
def test_killed_where_the_link_changes_the_version_in_use_stands(
    trained: tuple[Lakehouse, Card], tmp_path: Path
) -> None:
    shop, card = trained
    home = shutil.copytree(shop.home.root, tmp_path / "home", symlinks=True)
    (home / "config.json").write_text(json.dumps(SETTINGS))
    before, newer = versions(home), "ba9876543210"
    words = [sys.executable, "-c", AT_THE_LINK, str(home), newer]
    assert subprocess.run(words, check=False, timeout=300).returncode == -signal.SIGKILL
    assert registry.read_current(Home(home), "churn") is not None
    assert registry.current_version(Home(home), "churn") == card.version
    (part,) = versions(home) - before - {newer}
    assert part.startswith("."), "a link that was not put in its place"
    registry.prune(Home(home), "churn", 1, always=newer)
    assert versions(home) == {"current", card.version, newer}
    registry.point_to(Home(home), "churn", newer)
    registry.prune(Home(home), "churn", 1, always=newer)
    assert versions(home) == {"current", newer}


def versions(home: Path) -> set[str]:
    return {path.name for path in (home / "ml" / "churn").iterdir()}


def test_killed_while_scoring_the_scores_before_stand(
    trained: tuple[Lakehouse, Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = trained
    before = ask(shop, "from lake.ops.person_scores order by all")

    def kill(*_: Any) -> None:
        raise Killed

    monkeypatch.setattr(work, "write_drift", kill)
    with pytest.raises(Killed):
        work.score(shop, ["churn"])
    assert ask(shop, "from lake.ops.person_scores order by all") == before


def test_a_damaged_model_is_told(trained: tuple[Lakehouse, Card], tmp_path: Path) -> None:
    shop, card = trained
    kept = shop.home.models / "churn" / card.version
    home = lakehouse_of(tmp_path).home
    folder = home.models / "churn" / card.version
    folder.mkdir(parents=True)
    (folder / "card.json").write_text((kept / "card.json").read_text())
    (folder / "model.skops").write_bytes(b"no model")
    registry.point_to(home, "churn", card.version)
    with pytest.raises(StorageError, match=r"model\.skops must be a model of ours"):
        registry.read_current(home, "churn")
    (folder / "card.json").write_text(json.dumps({"model": "churn"}))
    with pytest.raises(StorageError, match=r"card\.json must be the card of a model"):
        registry.cards(home)
