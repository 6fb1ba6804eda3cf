"""From the bytes of a batch to typed event lines and refusals; touches files only in `batch`."""

from transforms.parse.batch import Reading, read_batch

__all__ = ["Reading", "read_batch"]
