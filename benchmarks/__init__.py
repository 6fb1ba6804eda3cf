"""Benchmarks: `make bench` measures whole commands; the other scripts measure one part each."""
