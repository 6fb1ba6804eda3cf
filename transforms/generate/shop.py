"""The shop: what every chunk shares."""

from dataclasses import dataclass

import duckdb

from transforms.generate.calendar import Calendar
from transforms.generate.catalogue import Catalogue
from transforms.generate.options import GeneratorOptions
from transforms.generate.random import KeyedRandom
from transforms.generate.users import Users


@dataclass(frozen=True)
class Shop:
    """Calendar, users and catalogue of one seed; close its DuckDB in the end."""

    options: GeneratorOptions
    rng: KeyedRandom
    calendar: Calendar
    users: Users
    catalogue: Catalogue
    duckdb: duckdb.DuckDBPyConnection


def open_shop(options: GeneratorOptions) -> Shop:
    """Make what all chunks share."""
    rng, calendar = KeyedRandom(options.seed), Calendar(options)
    catalogue = Catalogue(rng, calendar, options.events)
    connection = duckdb.connect(config={"threads": 1})
    return Shop(options, rng, calendar, Users(rng), catalogue, connection)
