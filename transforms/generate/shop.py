"""The shop: what every chunk shares."""

from dataclasses import dataclass

import duckdb

from transforms.generate.calendar import Calendar
from transforms.generate.catalogue import Catalogue
from transforms.generate.incidents import Incident, incidents_of
from transforms.generate.options import GeneratorOptions
from transforms.generate.random import KeyedRandom
from transforms.generate.users import Users


@dataclass(frozen=True)
class Shop:
    """Incidents, calendar, users and catalogue of one seed; close its DuckDB in the end."""

    options: GeneratorOptions
    rng: KeyedRandom
    incidents: list[Incident]
    calendar: Calendar
    users: Users
    catalogue: Catalogue
    duckdb: duckdb.DuckDBPyConnection


def open_shop(options: GeneratorOptions) -> Shop:
    """Make what all chunks share."""
    rng = KeyedRandom(options.seed)
    incidents = incidents_of(options, rng)
    calendar = Calendar(options, incidents)
    catalogue = Catalogue(rng, calendar, options.events)
    connection = duckdb.connect(config={"threads": 1})
    return Shop(options, rng, incidents, calendar, Users(rng), catalogue, connection)
