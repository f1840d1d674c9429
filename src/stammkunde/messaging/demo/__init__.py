"""Invented messages, notices, letters and texts for the demo data; nothing of it ever leaves."""
