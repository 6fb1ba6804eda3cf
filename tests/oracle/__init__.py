"""The Silver tables in plain Python, from the contract alone: what the SQL is measured against."""

from tests.oracle.tables import Row, gold, silver

__all__ = ["Row", "gold", "silver"]
