"""The views of growth for PostgreSQL: seven files of SQL, each view from its one definition."""

from collections.abc import Iterable

from transforms.config import Config
from transforms.dialects.postgres_tables import filling, tables_text
from transforms.lake.sql import text_literal
from transforms.models.metrics import views_of
from transforms.models.model import Model, address, read_models
from transforms.models.renderer import AllTime, Renderer
from transforms.models.standalone import in_full
from transforms.models.views import headline

#: The views of each file, which may read those above; `schema`, before all, has what is of Silver.
FILES = {
    "active_users": (
        *("vw_active_users_daily", "vw_growth_accounting", "vw_active_users_by_period"),
        "vw_power_users",
    ),
    "activation": ("vw_activation_weekly", "vw_feature_adoption_monthly"),
    "funnel": ("vw_user_funnel", "vw_funnel_daily", "vw_sessions_daily"),
    "cohorts": (
        *("vw_retention", "vw_retention_curves", "vw_retention_recurring"),
        *("vw_cohort_value_monthly", "vw_early_against_late", "vw_customer_orders_monthly"),
    ),
    "revenue": (
        *("vw_revenue_daily", "vw_revenue_per_user_monthly", "vw_mrr_movements", "vw_mrr_monthly"),
        *("vw_payments_daily", "vw_invoice_recovery_monthly", "vw_subscription_ends_monthly"),
    ),
    "growth": ("vw_growth_rates", "vw_growth_projection", "vw_growth_levers", "vw_metrics"),
}
_ABOUT = {
    "schema": "the tables of Silver that the views read",
    "active_users": "who comes, stays, comes back and leaves",
    "activation": "who soon did what makes people stay, and which features are used",
    "funnel": "how far people and sessions come",
    "cohorts": "who comes back, and what the people of a month bring in",
    "revenue": "orders, recurring revenue, payments",
    "growth": "what a lever would bring, and the metrics of growth and finance",
}
_HEAD = """\
-- For PostgreSQL 15 or later, by `etl.py sql`. Run schema, active_users, activation, funnel,
-- cohorts, revenue and growth in this order, and again after settings have changed. Who reads the
-- views should have `jit` off (`alter role ... set jit = off`): compiling takes most of a query.
"""
_HOW = """\
--
-- To fill the tables, run this in DuckDB, where the lake is attached (docs/postgres.md):
--
--     load postgres;
--     attach 'host=... dbname=... user=...' as postgres (type postgres);
"""


def postgres_files(config: Config) -> dict[str, str]:
    """Give the text of each file by its name, in the order in which they are to be run."""
    renderer = Renderer(config, AllTime(), "postgres")
    views = postgres_views()
    read = silver_of(views)
    tables = [model for model in read if model.is_table]
    kept = _views_text((model for model in read if not model.is_table), renderer)
    texts = {"schema": tables_text(tables, config) + kept}
    for file, names in FILES.items():
        texts[file] = _views_text((view for view in views if view.name in names), renderer)
    heads = dict.fromkeys(texts, "") | {"schema": _HOW + _commented(filling(tables))}
    return {f"{file}.sql": _file_text(file, text, heads[file]) for file, text in texts.items()}


def postgres_views() -> list[Model]:
    """List the Gold views of the files, inputs first.

    Of the views of metrics, those of teams all of whose figures are there.
    """
    named = {name for names in FILES.values() for name in names}
    views = [view for view in read_models("gold") if view.name in named]
    return [view for view in views if named.issuperset(_figures(view))]


def silver_of(views: Iterable[Model]) -> list[Model]:
    """List the tables and views of Silver that some views read, inputs first."""
    models = read_models("silver", "ops")
    by_name = {model.name: model for model in models}
    waiting = {name for view in views for name in view.inputs} & by_name.keys()
    read: set[str] = set()
    while waiting:
        read |= waiting
        through = [by_name[name] for name in waiting if not by_name[name].is_table]
        waiting = {name for view in through for name in view.inputs} - read
    return [model for model in models if model.name in read]


def _file_text(file: str, text: str, more: str) -> str:
    return f"-- {file}: {_ABOUT[file]}.\n{_HEAD}{more}\nbegin;\n\n{text}\ncommit;\n"


def _figures(view: Model) -> tuple[str, ...]:
    return views_of(view.owner) if view.name == "vw_metrics" else ()


def _views_text(views: Iterable[Model], renderer: Renderer) -> str:
    return "".join(_view_text(view, renderer) for view in views)


def _view_text(view: Model, renderer: Renderer) -> str:
    query = in_full(renderer.render(view.body), view.inputs, "")
    target = address(view, "")
    comments = [f"comment on view {target} is {text_literal(headline(view))};"] + [
        f"comment on column {target}.{name} is {text_literal(sentence)};"
        for name, sentence in view.columns.items()
    ]
    return f"\ncreate or replace view {target} as\n{query};\n\n" + "\n".join(comments) + "\n"


def _commented(statements: Iterable[str]) -> str:
    return "".join(f"--     {statement}\n" for statement in statements)
