"""Rules."""

# TODO: think about it
LIMIT = 3  # FIXME
