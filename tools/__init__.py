"""The pieces of ./dev (dev_*.py, standard library only) and its checks (check_*.py)."""
