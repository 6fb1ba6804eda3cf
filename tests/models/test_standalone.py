"""A rendered model is pasted into a bare DuckDB, and gives the rows of its table."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.generate.sets import loaded, make
from tests.lakes import Lake
from transforms.errors import UsageError
from transforms.models.model import Model, address, read_models
from transforms.models.standalone import model_named, standalone

MODELS = read_models("silver", "ops", "gold")
EMPTY = {
    "bot_days",  # no limit is set
    "silver_bot_days",
    "former_sessions",  # a rebuild has no time before it
    "nearby_refunds",  # the shop's refunds name an order, and no visitor
    "touched_costs",  # the shop's campaigns cost nothing
    "fct_marketing_costs",
    "silver_profile_days",  # nobody signs up
    "touched_profile_days",
    "touched_profiles",
    "dim_subscriptions",  # nothing is sold by subscription
    "fct_payments",
    "new_billing_events",
    "silver_billing_events",
    "silver_superseded_events",  # no source of it has identities
    "touched_payments",
    "touched_subscriptions",
    "vw_invoice_recovery_monthly",
    "vw_mrr_monthly",
    "vw_mrr_movements",
    "vw_payments_daily",
    "vw_subscription_ends_monthly",
    "vw_refused_daily",  # no line of it is refused
    "vw_refunds_unmatched",  # every refund names one order, which is there
    "vw_gold_product_campaign_current_status",  # no campaign of the shop runs to the end
}
EMPTY |= {"vw_forecast_daily"} | {
    model.name for model in MODELS if model.schema == "gold_ml"
}  # nothing is trained


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """A made-up shop of three thousand events, in two batches."""
    folder = tmp_path_factory.mktemp("shop")
    lake = loaded(folder / "home", make(folder / "events", 3_000))
    yield lake
    lake.close()


@pytest.fixture(scope="module")
def bare(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection that has the lake attached, and none of our temporary relations."""
    cursor = lake.connection.cursor()
    cursor.execute("set search_path = 'memory.main'")
    return cursor


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    [
        pytest.param(model, id=model.name, marks=pytest.mark.deep if number % 3 else [])
        for number, model in enumerate(MODELS)
    ],
)
def test_a_rendered_model_gives_the_rows_of_its_table(
    model: Model, lake: Lake, bare: duckdb.DuckDBPyConnection
) -> None:
    shown = f"select * from ({standalone(model, lake.config)})"
    found = bare.execute(f"select count(*) from ({shown})").fetchone()
    assert found is not None
    if model.kind != "scope":
        columns = ", ".join(column[0] for column in bare.execute(shown).description or [])
        held = f"select {columns} from {address(model)}"
        assert bare.execute(f"({held}) except all ({shown})").fetchall() == []
        assert bare.execute(f"({shown}) except all ({held})").fetchall() == []
    assert (found[0] == 0) == (model.name in EMPTY)


def test_a_name_that_no_model_has_is_refused_with_those_near_it() -> None:
    with pytest.raises(UsageError, match=r"got 'fct_order'; see fct_orders"):
        model_named("fct_order")
