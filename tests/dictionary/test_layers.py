"""The layers of models: each model in one of them, counted, and none without a test."""

from collections import Counter

from tests.paths import PROJECT
from transforms.dictionary.layers import count_promises, lineage_page, read_layers
from transforms.models.model import read_models

LAYERS = {layer.name: [model.title for model in layer.models] for layer in read_layers()}


def test_every_model_lies_in_one_layer() -> None:
    listed = Counter(name for names in LAYERS.values() for name in names)
    every = read_models("staging", "silver", "ops", "gold")
    assert listed == Counter(model.title for model in every)


def test_there_are_more_models_than_34_and_checks_than_100() -> None:
    assert list(LAYERS) == ["staging", "intermediate", "marts", "advanced"]
    assert sum(map(len, LAYERS.values())) > 34
    least = (5, 6, 12, 10)
    assert all(len(names) >= few for names, few in zip(LAYERS.values(), least, strict=True))
    assert sum(count_promises().values()) > 100


def test_a_layer_holds_what_its_name_says() -> None:
    assert {"stg_events", "typed_events"} <= {*LAYERS["staging"]}
    assert {"touched_orders", "silver_session_days", "watermark"} <= {*LAYERS["intermediate"]}
    assert {"fct_orders", "dim_users", "silver_user_sessions"} <= {*LAYERS["marts"]}
    assert {"vw_mrr_monthly", "gold_growth.vw_metrics"} <= {*LAYERS["advanced"]}


def test_the_page_counts_what_there_is() -> None:
    page = lineage_page()
    for name, models in LAYERS.items():
        assert f"\n| {name} | {len(models)} |" in page
    for what, number in count_promises().items():
        assert f"\n| {what} | {number} |" in page
    rooms = (PROJECT / "tests" / room for room in ("sql", "gold"))
    own = {path.stem for room in rooms for path in room.rglob("*.py")}
    names = {model.name for layer in read_layers()[1:] for model in layer.models}
    assert {f"test_{name}" for name in names} <= own
    assert f"\n| models with a test file of their own | {len(names)} |" in page


def test_the_page_names_every_model_and_what_it_is_made_from() -> None:
    page = lineage_page()
    for model in read_models("staging", "silver", "ops", "gold"):
        assert f"\n| `{model.name}` | {model.kind} |" in page
    assert "\n| `fct_payments` | replace | `silver_billing_events` |" in page
    assert "\n    silver_billing_events --> fct_payments\n" in page
    assert page.count("\n| `vw_metrics` | view |") == 4
