"""What the house agreed on, as tests: headers, dialect, documentation, sizes."""
