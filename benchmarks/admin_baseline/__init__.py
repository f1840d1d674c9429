"""What one would take instead: a plain Django admin over the same customers, nothing else."""
