"""Measured comparisons: `./dev bench NAME` runs `python -m benchmarks.NAME`."""
