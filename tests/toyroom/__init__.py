"""A small upper room, in tests only: proof that the stairs of the house work."""
