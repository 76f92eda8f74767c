"""Benchmarks against peers and the floor; run one with `python -m bench NAME`."""
