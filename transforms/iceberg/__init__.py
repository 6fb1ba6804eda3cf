"""Batches on Iceberg: drafted by Spark where nobody looks, shown by one transaction."""
