"""From a model's template to the SQL that runs: settings, macros and date bounds filled in."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from transforms.config import Config
from transforms.models import SQL, Model

#: Up to so many days are named one by one; more are a range.
_MOST_DAYS = 400


class Bounds(Protocol):
    """What the renderer asks about the scopes of the batch at hand."""

    def days(self, relation: str, first: str, last: str) -> list[date]:
        """List the days that a relation's rows touch, from column `first` to `last`."""

    def extreme(self, relation: str, column: str, function: str) -> datetime | None:
        """Find the least (`min`) or greatest (`max`) timestamp of a column."""


class AllTime:
    """Bounds that leave nothing out; for models that are shown, not run."""

    def days(self, relation: str, first: str, last: str) -> list[date]:  # noqa: ARG002 - protocol
        """Name the first and the last day that an event may have."""
        return [date(2000, 1, 1) + timedelta(days=day) for day in range(0, 36525, 36524)]

    def extreme(self, relation: str, column: str, function: str) -> datetime | None:  # noqa: ARG002
        """Name the first or the last moment that an event may have."""
        return datetime(2000, 1, 1) if function == "min" else datetime(2100, 1, 1)


def render(model: Model, config: Config, bounds: Bounds) -> str:
    """Render a model for DuckDB; its header stays, so that a query log names the model."""
    rendered: str = _template(model).render(**_context(config, bounds))
    return rendered.strip()


def render_text(text: str, config: Config, bounds: Bounds, touched: Callable[[str], str]) -> str:
    """Render a check; `touched` says which rows of a table it looks at."""
    context = {**_context(config, bounds), "touched": touched}
    return _environment().from_string(_prelude() + text).render(**context).strip()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(SQL),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - SQL
    )


@lru_cache(maxsize=1)
def _prelude() -> str:
    """Return the macros' own text, so that they see the settings and each other."""
    return "".join((SQL / "macros" / name).read_text() for name in ("common.jinja", "duckdb.jinja"))


@lru_cache(maxsize=256)
def _template(model: Model) -> Any:
    return _environment().from_string(_prelude() + model.body)


def _context(config: Config, bounds: Bounds) -> dict[str, Any]:
    def on_dates(column: str, *sources: str) -> str:
        days: set[date] = set()
        for source in sources:
            relation, _, columns = source.partition(".")
            first, _, last = columns.partition("..")
            days.update(bounds.days(relation, first, last or first))
        return days_in(column, sorted(days))

    return {
        **{name: getattr(config, name) for name in type(config).model_fields},
        "text": text_literal,
        "texts": lambda values: ", ".join(map(text_literal, values)) or "''",
        "on_dates": on_dates,
        "least_of": lambda relation, column: timestamp(bounds.extreme(relation, column, "min")),
        "greatest_of": lambda relation, column: timestamp(bounds.extreme(relation, column, "max")),
    }


def text_literal(value: str) -> str:
    """Quote a text of the config as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def timestamp(value: datetime | None) -> str:
    """Write a timestamp as an SQL literal; without one, no row passes."""
    if value is None:
        return "cast(null as timestamp)"
    return f"timestamp '{value.isoformat(sep=' ')}'"


def days_in(column: str, days: list[date]) -> str:
    """Write the condition that a date lies on one of the days (in order)."""
    if not days:
        return "false"
    if len(days) > _MOST_DAYS or (days[-1] - days[0]).days == len(days) - 1:
        return f"{column} between date '{days[0]}' and date '{days[-1]}'"
    listed = ", ".join(f"date '{day}'" for day in days)
    return f"{column} in ({listed})"
