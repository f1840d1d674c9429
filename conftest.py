"""Tests of the rooms (src) and across rooms (tests) share one set-up."""

pytest_plugins = ["tests.plugin"]
