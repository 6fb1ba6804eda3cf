"""The raw zone: batches of bytes as they came in, written once, kept for ever."""
