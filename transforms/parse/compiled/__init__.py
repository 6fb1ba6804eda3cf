"""The compiled reader's sources; its module stands beside them where it was built."""
