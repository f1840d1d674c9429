"""Todos are fine in words: todo, Methodo, XXXL."""
