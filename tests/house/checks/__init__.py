"""The checkers: each is a function over a folder or a registry that returns one line per breach."""
