"""What comes in becomes a raw batch: files, an inbox folder, a queue."""
