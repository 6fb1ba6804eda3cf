"""The engine that runs sql/: headers, models, rendering, landing, checks."""
