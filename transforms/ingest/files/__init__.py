"""Event files: found, opened safely, judged, and taken as batches or put into quarantine."""
