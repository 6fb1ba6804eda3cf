"""From a model's template to the SQL that runs: settings, macros and date bounds filled in."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

from transforms.config import Config
from transforms.models.metrics import Metric, metrics_of, views_of
from transforms.models.model import Model
from transforms.models.rules import Rule, read_rules
from transforms.models.templates import LITERALS, Engine, macros, template

#: Up to so many days are named one by one; more are a range.
_MOST_DAYS = 400


class Bounds(Protocol):
    """What the renderer asks about the scopes of the batch at hand."""

    def days(self, relation: str, first: str, last: str) -> list[date] | None:
        """List the days that a relation touches, from column `first` to `last`; None is all."""

    def extreme(self, relation: str, column: str, function: str) -> date | None:
        """Find the least (`min`) or greatest (`max`) timestamp or day of a column."""

    def has_events(self, names: Sequence[str]) -> bool:
        """Tell whether the batch brings an event of one of these names."""

    def takes_back(self) -> bool:
        """Tell whether the batch takes events back that counted before."""


class AllTime:
    """Bounds that leave nothing out; for models that are shown, and checks of everything."""

    def days(self, relation: str, first: str, last: str) -> list[date] | None:  # noqa: ARG002
        """Name all days, listing none."""
        return None

    def extreme(self, relation: str, column: str, function: str) -> datetime | None:  # noqa: ARG002
        """Name the first or the last moment that an event may have."""
        return datetime(2000, 1, 1) if function == "min" else datetime(2100, 1, 1)

    def has_events(self, names: Sequence[str]) -> bool:  # noqa: ARG002
        """Take every event to be there."""
        return True

    def takes_back(self) -> bool:
        """Take nothing back: what is made of all events has nothing to take back."""
        return False


class Renderer:
    """Renders models and checks with the settings, the macros and the bounds of one batch.

    `words` is all that a template may name.
    """

    def __init__(self, config: Config, bounds: Bounds, engine: Engine = "duckdb") -> None:
        literal = LITERALS[engine]
        settings = {name: getattr(config, name) for name in type(config).model_fields}
        context = {
            **settings,
            "text": literal,
            "texts": lambda values: ", ".join(map(literal, values)) or "''",
            "on_dates": self._on_dates,
            "rules": self.rules,
            "metrics": self.metrics,
            "views_of": views_of,
            "least_of": lambda relation, column: self._extreme(relation, column, "min"),
            "brings": lambda *names: bounds.has_events(names),
            "takes_back": bounds.takes_back,
            "greatest_of": lambda relation, column: self._extreme(relation, column, "max"),
        }
        named = macros(engine).make_module(context)
        self._bounds = bounds
        self.words = {**vars(named), **context}

    def render(self, text: str, **more: Any) -> str:
        """Render the text of a model or a check."""
        return template(text).render({**self.words, **more}).strip()

    def wants(self, model: Model) -> bool:
        """Tell whether a model is asked at all: one of a setting that is empty is not."""
        section, _, name = model.setting.partition(".")
        return not section or getattr(self.words[section], name) is not None

    def rules(self) -> list[Rule]:
        """Give the rules of data quality, rendered."""
        return [replace(rule, sql=self.render(rule.sql)) for rule in read_rules()]

    def metrics(self, team: str) -> list[Metric]:
        """Give the metrics of a team, rendered; of a view they read the step `<view>_rows`."""
        return [
            replace(
                metric,
                sql=re.sub(
                    rf"\b(from|join)(\s+)({'|'.join(metric.views)})\b",
                    r"\1\2\3_rows",
                    self.render(metric.sql),
                ),
            )
            for metric in metrics_of(team)
        ]

    def _on_dates(self, column: str, *sources: str) -> str:
        """Limit a column to the days of `relation.column` or `relation.first..last` sources."""
        days: set[date] = set()
        is_bounded = True
        for source in sources:
            relation, _, columns = source.partition(".")
            first, _, last = columns.partition("..")
            found = self._bounds.days(relation, first, last or first)
            is_bounded = is_bounded and found is not None
            days.update(found or ())
        return days_in(column, sorted(days)) if is_bounded else "true"

    def _extreme(self, relation: str, column: str, function: str) -> str:
        return timestamp(self._bounds.extreme(relation, column, function))


def timestamp(value: date | None) -> str:
    """Write a timestamp (or a day, as its begin) as an SQL literal; without one, no row passes."""
    if value is None:
        return "cast(null as timestamp)"
    return f"timestamp '{value}'"


def days_in(column: str, days: list[date]) -> str:
    """Write the condition that a date lies on one of the days (in order)."""
    if not days:
        return "false"
    if len(days) > _MOST_DAYS or (days[-1] - days[0]).days == len(days) - 1:
        return f"{column} between date '{days[0]}' and date '{days[-1]}'"
    listed = ", ".join(f"date '{day}'" for day in days)
    return f"{column} in ({listed})"
