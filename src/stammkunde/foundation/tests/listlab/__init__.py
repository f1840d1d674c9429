"""A tiny room, in tests only, on which the list engine is tried."""
