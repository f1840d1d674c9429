"""Remembering: notes about customers and participants, and what comes back on its day."""
