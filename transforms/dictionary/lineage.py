"""Lineage: which tables a table or view is made from, as the `inputs` of the headers say."""

from dataclasses import dataclass
from functools import cached_property

from transforms.models.model import BATCH_INPUTS, TAKEN_BACK, Model

#: Where everything comes from: the batches, and the table of traffic sources.
ARCHIVE = "archive"
SEED = "source_categories"
_MEANS = dict.fromkeys(BATCH_INPUTS, ARCHIVE) | {"new_events": "stg_events", SEED: SEED}
_MEANS["superseded_lines"] = "stg_events"


@dataclass(frozen=True)
class Lineage:
    """Who is made from whom; scopes and Gold's views are folded into what reads them."""

    models: dict[str, Model]

    @cached_property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Name what each table or view is made from, in order of names."""
        return {name: self._sources_of(name) for name in self.models if not self._is_scope(name)}

    @cached_property
    def readers(self) -> dict[str, tuple[str, ...]]:
        """Name who is made from each, in order of names."""
        names = sorted({*self.sources}.union(*self.sources.values()))
        return {
            name: tuple(sorted(each for each, found in self.sources.items() if name in found))
            for name in names
        }

    @cached_property
    def depths(self) -> dict[str, int]:
        """Count the steps from the batches to each, by the longest way."""
        found: dict[str, int] = {}

        def depth(name: str) -> int:
            if name not in found:
                sources = self.sources.get(name, ())
                found[name] = 1 + max(map(depth, sources)) if sources else 0
            return found[name]

        for name in self.readers:
            depth(name)
        return found

    def _sources_of(self, name: str) -> tuple[str, ...]:
        """Follow inputs through scopes and Gold's views to the tables whose content the rows have.

        What chooses rows is left out.
        """
        found: set[str] = set()
        seen, waiting = {name}, [name]
        while waiting:
            for each in self._contents_of(waiting.pop()) - seen:
                seen.add(each)
                is_folded = self._is_scope(each) or self._is_of_gold(each)
                (waiting.append if is_folded else found.add)(each)
        return tuple(sorted(found))

    def _contents_of(self, name: str) -> set[str]:
        """Name the inputs that give a model's rows their content.

        New events beside a table of a scope say which of its rows are new.
        """
        model = self.models[name]
        inputs = {each for each in model.inputs if not self._chooses_rows(each)}
        inputs -= {*TAKEN_BACK}  # they are of the lake's own past
        tables = {each for each in inputs if each in self.models and not self._is_scope(each)}
        if model.kind == "scope" and tables:
            inputs -= {*BATCH_INPUTS} - {SEED}
        return {_MEANS.get(each, each) for each in inputs}

    def _chooses_rows(self, name: str) -> bool:
        return name in self.models and self.models[name].chooses_rows

    def _is_of_gold(self, name: str) -> bool:
        return name in self.models and self.models[name].schema.startswith("gold_")

    def _is_scope(self, name: str) -> bool:
        return name in self.models and self.models[name].kind == "scope"
