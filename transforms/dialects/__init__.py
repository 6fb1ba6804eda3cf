"""Dialects: the models as SQL for those who read them with something else than DuckDB."""
