"""Proof that the tables are what the accepted events make them."""
