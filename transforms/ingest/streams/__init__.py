"""Streams: Kafka and Kinesis, read from where the archive ends, into durable batches."""
