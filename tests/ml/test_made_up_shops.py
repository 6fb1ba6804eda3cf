"""Churn of the made-up shop whose people fade: the figures that docs/ml.md tells."""

from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("sklearn")

from tests.lakes import build_lake
from transforms.generate.generator import generate
from transforms.generate.options import GeneratorOptions
from transforms.ml.card import PUBLISHED, Card
from transforms.ml.churn import train_churn
from transforms.ml.extra import limited
from transforms.ml.people import watermark
from transforms.ml.trained import Task

CUTOFFS = (date(2025, 2, 1), date(2025, 4, 1), date(2025, 6, 1))


def auc(card: Card, name: str) -> float:
    found = {(row.part, row.name): row.value for row in card.rows if row.figure == "auc"}
    value = found.get(("figure", name), found.get(("baseline", name)))
    assert value is not None
    return value


@pytest.mark.deep
def test_who_fades_is_found_before_they_are_gone(tmp_path: Path) -> None:
    shop = generate(GeneratorOptions(events=400_000, users=5_000, seed=3), tmp_path / "shop")
    batches = [(tmp_path / "shop/events" / Path(file).name).read_bytes() for file in shop.files]
    lake = build_lake(tmp_path / "home", batches)
    with limited(1):
        task = Task(
            lake.connection, lake.config, watermark(lake.connection), 1, CUTOFFS, date(2025, 9, 1)
        )
        card = train_churn(task).card
    lake.close()
    assert card.state == PUBLISHED
    (kind,) = {row.name for row in card.rows if row.part == "figure"}
    errors = [
        row.value for row in card.rows if row.part == "figure" and row.figure == "calibration_error"
    ]
    assert auc(card, kind) >= 0.875
    assert errors[0] is not None
    assert errors[0] <= 0.05
    assert auc(card, "recency") < auc(card, "BG/NBD") < auc(card, kind)
