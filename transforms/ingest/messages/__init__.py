"""Messages of any service: bodies become lines, and what came of them is told."""
