"""Bounds: what the scopes of a batch reach, so that models read no more than that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

#: What a batch brings.
NEW_EVENTS = "new_events"


@dataclass
class ScopeBounds:
    """The days and moments that the scopes of the batch reach, asked once each."""

    connection: duckdb.DuckDBPyConnection
    known: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def note(self, relation: str, rows: int) -> None:
        """Keep how many rows a relation has, so that an empty one is never asked anything."""
        self.known[relation, "", "any"] = rows > 0

    def days(self, relation: str, first: str, last: str) -> list[date]:
        """List the days that a relation's rows touch, from column `first` to `last`."""
        if self._is_known_empty(relation):
            return []
        return (
            self._ask(
                (relation, first, last),
                f"""
            select list(distinct date_day order by date_day)
            from (
                select unnest(generate_series({first}, {last}, interval 1 day))::date as date_day
                from (select distinct {first}, {last} from {relation})
            )
            """
                if first != last
                else f"select list(distinct {first} order by {first}) from {relation}",
            )
            or []
        )

    def extreme(self, relation: str, column: str, function: str) -> date | None:
        """Find the least (`min`) or greatest (`max`) timestamp or day of a column."""
        if self._is_known_empty(relation):
            return None
        least_and_greatest: list[date | None] = self._ask(
            (relation, column, "extremes"), f"select [min({column}), max({column})] from {relation}"
        )
        return least_and_greatest[function == "max"]

    def has_events(self, names: Sequence[str]) -> bool:
        """Tell whether the batch brings an event of one of these names."""
        return not set(names).isdisjoint(self._new_names())

    def has_rows(self, relation: str) -> bool:
        """Tell whether a relation has any row."""
        if relation == NEW_EVENTS:
            return bool(self._new_names())
        return bool(self._ask((relation, "", "any"), f"select exists (select 1 from {relation})"))

    def _new_names(self) -> Sequence[str]:
        names = f"select list(distinct event_name) from {NEW_EVENTS}"
        return self._ask((NEW_EVENTS, "event_name", "names"), names) or ()

    def _is_known_empty(self, relation: str) -> bool:
        return self.known.get((relation, "", "any")) is False

    def _ask(self, key: tuple[str, str, str], query: str) -> Any:
        if key not in self.known:
            row = self.connection.execute(query).fetchone()
            self.known[key] = row[0] if row else None
        return self.known[key]
