"""Batches, in one transaction each or in groups: loaded, recorded, recovered, replayed."""
