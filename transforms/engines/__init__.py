"""Engines beside DuckDB that run the models: each has its spelling in sql/macros/<engine>.jinja."""
