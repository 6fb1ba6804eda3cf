"""Bounds: what the scopes of a batch reach, so that models read no more than that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

from transforms.models.renderer import AllTime

#: What a batch brings.
NEW_EVENTS = "new_events"
#: Words of a wish that is not for days.
EXTREMES, NAMES, ANY = "extremes", "names", "any"
#: A relation, and what is asked of it: the first and last column of its days, or a word.
Wish = tuple[str, str, str]


class Wishes(AllTime):
    """Bounds that leave nothing out, and write down what they are asked."""

    def __init__(self) -> None:
        self.asked: dict[Wish, None] = {}

    def days(self, relation: str, first: str, last: str) -> None:
        """Note that a relation's days are wanted."""
        self.asked[relation, first, last] = None

    def extreme(self, relation: str, column: str, function: str) -> datetime | None:
        """Note that the least and greatest of a column are wanted."""
        self.asked[relation, column, EXTREMES] = None
        return super().extreme(relation, column, function)


@dataclass(frozen=True)
class Superseded:
    """What fuller events supersede, with a batch: so many events that do not count, or no longer.

    `retracted` names those that counted before, and leave Silver now (`retracted_events`).
    """

    events: int = 0
    retracted: frozenset[str] = frozenset()

    @property
    def lines(self) -> str | None:
        """Name the relation with the first lines of these events, if there are any."""
        return "superseded_lines" if self.events else None


@dataclass
class ScopeBounds:
    """The days and moments that the scopes of the batch reach, asked once each.

    What is `wanted` later is asked along with the first question after a scope is made.
    """

    connection: duckdb.DuckDBPyConnection
    wanted: Sequence[Wish] = ()
    retracted: frozenset[str] = frozenset()
    known: dict[Wish, Any] = field(default_factory=dict)

    def note(self, relation: str, rows: int) -> None:
        """Keep how many rows a relation has, so that an empty one is never asked anything."""
        self.known[relation, "", ANY] = rows > 0

    def days(self, relation: str, first: str, last: str) -> list[date]:
        """List the days that a relation's rows touch, from column `first` to `last`."""
        if self._is_known_empty(relation):
            return []
        return self._ask((relation, first, last)) or []

    def extreme(self, relation: str, column: str, function: str) -> date | None:
        """Find the least (`min`) or greatest (`max`) timestamp or day of a column."""
        if self._is_known_empty(relation):
            return None
        least_and_greatest: list[date | None] = self._ask((relation, column, EXTREMES))
        return least_and_greatest[function == "max"]

    def has_events(self, names: Sequence[str]) -> bool:
        """Tell whether the batch brings, or takes back, an event of one of these names."""
        return not set(names).isdisjoint([*self._new_names(), *self.retracted])

    def takes_back(self) -> bool:
        """Tell whether the batch takes events back that counted before."""
        return bool(self.retracted)

    def has_rows(self, relation: str) -> bool:
        """Tell whether a relation has any row."""
        if relation == NEW_EVENTS:
            return bool(self._new_names())
        return bool(self._ask((relation, "", ANY)))

    def query(self, relation: str, first: str, last: str) -> str:
        """Write the question behind a wish: one row of one column."""
        if last == ANY:
            return f"select exists (select 1 from {relation})"
        if last == NAMES:
            return f"select list(distinct {first}) from {relation}"
        if last == EXTREMES:
            return f"select [min({first}), max({first})] from {relation}"
        if first == last:
            return f"select list(distinct {first} order by {first}) from {relation}"
        return f"""
            select list(distinct date_day order by date_day)
            from (
                select unnest(generate_series({first}, {last}, interval 1 day))::date as date_day
                from (select distinct {first}, {last} from {relation})
            )
        """

    def _new_names(self) -> Sequence[str]:
        return self._ask((NEW_EVENTS, "event_name", NAMES)) or ()

    def _is_known_empty(self, relation: str) -> bool:
        return self.known.get((relation, "", ANY)) is False

    def _ask(self, wish: Wish) -> Any:
        if wish not in self.known:
            wishes = [wish, *(each for each in self.wanted if each != wish and self._is_due(each))]
            columns = ", ".join(f"({self.query(*each)})" for each in wishes)
            row = self.connection.execute(f"select {columns}").fetchone() or ()
            self.known.update(zip(wishes, row, strict=True))
        return self.known[wish]

    def _is_due(self, wish: Wish) -> bool:
        is_made = wish[0] == NEW_EVENTS or self.known.get((wish[0], "", ANY))
        return bool(is_made) and wish not in self.known
