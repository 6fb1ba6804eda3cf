"""The HTTP API: who asks, what is answered out of which state of the lake, in what bounds."""
