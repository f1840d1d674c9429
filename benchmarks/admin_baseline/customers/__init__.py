"""One model and its admin."""
