"""Knows a door."""

from stammkunde.people import views
