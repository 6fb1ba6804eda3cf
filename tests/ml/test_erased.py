"""Who is erased is in no feature, score, card or file of a model afterwards."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.events import DAY, event, lines
from tests.ml.shops import SETTINGS
from tests.privacy.grep import paths_naming
from transforms.archive.writer import BatchWriter
from transforms.config import Config
from transforms.home import Home
from transforms.lakehouse import Lakehouse
from transforms.load.process import process_staging
from transforms.ml import work
from transforms.ml.people import read_people, watermark
from transforms.privacy import erase
from transforms.system.progress import Progress

pytestmark = pytest.mark.deep
PERSON = "zoe.person@shop.example"
VISITOR = "zoes-phone"


def happened() -> list[dict[str, Any]]:
    """A hundred and fifty days of ninety people, half of whom come once; Zoe comes often."""
    random = np.random.default_rng(0)
    found = []
    for person in range(90):
        start = int(random.integers(0, 100))
        days = [start] if person % 2 else range(start, 150, 1 + person % 7)
        for day in days:
            found.append(event("page_view", f"v{person}", day * DAY + person))
            if day % 3 == 0:
                found.append(
                    event("purchase", f"v{person}", day * DAY + person + 1, value=5 + person % 9)
                )
    return found + [
        event("purchase", VISITOR, day * DAY, user_id=PERSON, value=7) for day in range(3, 150, 2)
    ]


def ids(lakehouse: Lakehouse) -> set[str]:
    with lakehouse.reading() as lake:
        rows = lake.execute("select distinct user_id from lake.ops.person_scores").fetchall()
        end = watermark(lake)
        found = {user_id for (user_id,) in rows}
        for days in (0, 30, 60):
            people = read_people(lake, lakehouse.config, end - timedelta(days=days))
            found |= {str(user_id) for user_id in people.user_ids}
    return found


def test_who_is_erased_is_in_no_feature_score_card_or_file(tmp_path: Path) -> None:
    config = Config.model_validate(
        SETTINGS | {"ml": {"least_rows": 20, "horizon_days": 30, "value_days": 30, "cutoffs": 1}}
    )
    shop = Lakehouse(Home(tmp_path), config, Progress())
    with BatchWriter(shop.home) as writer:
        writer.append(lines(*happened()))
        writer.finish("test")
    with shop.writing() as lake:
        assert process_staging(lake, shop.home, config, shop.progress).failures == []
    cards = {card.model: card for card in work.train(shop)}
    assert {name for name, card in cards.items() if card.is_published} >= {"value", "segments"}
    assert all(card.about["snapshot_id"] > 0 for card in cards.values())
    assert paths_naming(shop.home.models, {PERSON, VISITOR}) == [], "files of models name nobody"
    work.score(shop)
    assert PERSON in ids(shop)
    with shop.writing() as lake:
        erase(lake, shop, PERSON)
    assert not {PERSON, VISITOR} & ids(shop)
    assert paths_naming(shop.home.root, {PERSON, VISITOR}) == []
    work.score(shop)
    after = {card.model: card for card in work.train(shop)}
    assert not {PERSON, VISITOR} & ids(shop)
    assert paths_naming(shop.home.root, {PERSON, VISITOR}) == []
    for name in ("value", "segments"):
        assert after[name].version != cards[name].version, "one person fewer is other data"
