"""Benchmarks: how fast, how much memory, how it grows, in pairs within one process tree. `make bench` runs them all."""
