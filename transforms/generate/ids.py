"""The ids that things are known by, as the shop writes them."""

import pyarrow as pa

from transforms.generate.catalogue import EXPERIMENT
from transforms.generate.events import Events, Shop
from transforms.generate.random import Whole
from transforms.generate.texts import joined, numbers


def event_ids(shop: Shop, keys: Whole) -> pa.Array:
    """Write the producer's id of events."""
    return joined(f"e{shop.options.seed}-", numbers(keys))


def visitor_ids(shop: Shop, events: Events) -> pa.Array:
    """Write the visitor of each visit."""
    return numbers(shop.people.pseudo_ids(events.visitor))


def person_ids(shop: Shop, persons: Whole) -> pa.Array:
    """Write the ids of people."""
    return joined(f"u{shop.options.seed}-", numbers(persons))


def transaction_ids(shop: Shop, visits: Whole) -> pa.Array:
    """Write the shop's id of the order of visits, given by their keys."""
    return joined(f"T{shop.options.seed}-", numbers(visits))


def variant_codes(shop: Shop) -> list[str]:
    """List the codes of the experiment's variants, the control first."""
    return [f"{EXPERIMENT}{number:02}" for number in range(len(shop.options.effects) + 1)]
