"""The engine that runs sql/: headers, models, rendering, runs, checks."""
