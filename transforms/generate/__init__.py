"""The generator: a made-up shop's events, and beside them what is true of them."""
