"""What was said, as pages and timelines show it."""
