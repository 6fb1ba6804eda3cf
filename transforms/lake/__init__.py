"""DuckDB with DuckLake: attached, read in one state, changed in one piece, told when damaged."""
