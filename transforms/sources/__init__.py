"""Where events come from: files, an inbox folder, a queue."""
