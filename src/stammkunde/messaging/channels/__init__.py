"""The ways a message takes, a package each."""
