"""A queue of messages: received, written as batches, and deleted once they are durable."""
